namespace HubertAsr.Audio.Formats;

/// <summary>What an MP3 file says of itself: nothing, unless its encoder left a first frame without sound that counts the others.</summary>
internal static class Mp3Header
{
    private const int TagHeaderBytes = 10;
    private const int SearchedBytes = 256; // the mark stands 13 to 36 bytes into the first frame

    /// <summary>Whether its first frame is such a count (Xing, Info, VBRI), so that its duration is known and not guessed.</summary>
    public static bool CountsFrames(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> tag = stackalloc byte[TagHeaderBytes];
        var isTagged = file.ReadAtLeast(tag, TagHeaderBytes, throwOnEndOfStream: false) == TagHeaderBytes && tag.StartsWith("ID3"u8);
        file.Position = isTagged ? TagHeaderBytes + TagBytes(tag[6..]) : 0;

        Span<byte> frame = stackalloc byte[SearchedBytes];
        ReadOnlySpan<byte> found = frame[..file.ReadAtLeast(frame, SearchedBytes, throwOnEndOfStream: false)];
        return found.IndexOf("Xing"u8) >= 0 || found.IndexOf("Info"u8) >= 0 || found.IndexOf("VBRI"u8) >= 0;
    }

    // Seven bits a byte: no tag looks like the start of a frame.
    private static int TagBytes(ReadOnlySpan<byte> size) => (size[0] << 21) | (size[1] << 14) | (size[2] << 7) | size[3];
}
