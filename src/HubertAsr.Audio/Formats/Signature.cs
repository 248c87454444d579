using System.Text;

namespace HubertAsr.Audio.Formats;

/// <summary>The first bytes by which formats are told apart when the name lies.</summary>
internal static class Signature
{
    /// <summary>Whether the bytes open a format that ffmpeg reads, so that a wrong extension does no harm.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> head) =>
        head.StartsWith("fLaC"u8) || head.StartsWith("OggS"u8) || head.StartsWith("ID3"u8) || head.StartsWith("FORM"u8) || head.StartsWith("caff"u8)
        || head.StartsWith("riff"u8) || head.StartsWith("RIFX"u8) || head.StartsWith("#!AMR"u8)
        || head.StartsWith<byte>([0x1A, 0x45, 0xDF, 0xA3]) // Matroska, WebM
        || (head.Length >= 8 && head[4..].StartsWith("ftyp"u8)) // MP4 family
        || (head.Length >= 2 && head[0] == 0xFF && (head[1] & 0xE0) == 0xE0); // MPEG audio

    public static InvalidDataException NotWave(ReadOnlySpan<byte> head, string name)
    {
        var isText = head.IndexOfAnyInRange((byte)0, (byte)8) < 0;
        var found = isText ? $"the text '{Encoding.UTF8.GetString(head).ReplaceLineEndings(" ").TrimEnd('\uFFFD')}'" : $"the bytes {Convert.ToHexString(head)}";
        return new InvalidDataException(
            $"{name}: starts with {found}; a WAV file starts with 'RIFF'. "
            + (isText ? "Is it a text file with the wrong name?" : "Headerless PCM is read under the name .pcm."));
    }
}
