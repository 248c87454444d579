using System.Text;

namespace HubertAsr.Corpora.Archives;

/// <summary>Bytes of Korean text whose encoding nobody wrote down.</summary>
internal static class KoreanText
{
    private static readonly UTF8Encoding _strictUtf8 = new(false, throwOnInvalidBytes: true);
    private static readonly Encoding _strictCp949 = CodePage949();

    /// <summary>Code page 949, which throws where it cannot.</summary>
    public static Encoding Cp949 => _strictCp949;

    /// <summary>The text of a label file: a byte order mark decides, else strict UTF-8, else strict CP949.</summary>
    /// <returns>The text without U+FEFF, or null when it is none of them.</returns>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Marked(bytes) ?? DecodeUnmarked(bytes).Replace("\uFEFF", "", StringComparison.Ordinal);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The encoding of a text of any length, by the same rule: reads it to its end, keeps nothing; null when it is none we know.</summary>
    public static Encoding? EncodingOf(Stream text)
    {
        var block = new byte[1 << 16];
        var first = text.ReadAtLeast(block, 2, throwOnEndOfStream: false);
        if (first >= 2 && ((block[0], block[1]) is (0xFF, 0xFE) or (0xFE, 0xFF))) return Encoding.Unicode;
        var decoders = new List<(Encoding Encoding, Decoder Decoder)> { (_strictUtf8, _strictUtf8.GetDecoder()), (_strictCp949, _strictCp949.GetDecoder()) };
        var characters = new char[block.Length + 16];
        for (var read = first; decoders.Count > 0; read = text.Read(block))
        {
            decoders.RemoveAll(candidate => !Accepts(candidate.Decoder, block.AsSpan(0, read), characters));
            if (read == 0) break;
        }
        return decoders.Count > 0 ? decoders[0].Encoding : null;
    }

    /// <summary>The name of an archive entry, NFC, directories separated by '/'.</summary>
    /// <param name="bytes">As stored.</param>
    /// <param name="saysUtf8">Bit 11 of the entry's flags.</param>
    public static string DecodeName(ReadOnlySpan<byte> bytes, bool saysUtf8)
    {
        string name;
        try
        {
            name = saysUtf8 ? Encoding.UTF8.GetString(bytes) : DecodeUnmarked(bytes);
        }
        catch (DecoderFallbackException)
        {
            name = Encoding.Latin1.GetString(bytes);
        }
        return (name.IsNormalized() ? name : name.Normalize(NormalizationForm.FormC)).Replace('\\', '/');
    }

    private static bool Accepts(Decoder decoder, ReadOnlySpan<byte> bytes, char[] characters)
    {
        try
        {
            decoder.GetChars(bytes, characters, flush: bytes.IsEmpty);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static string? Marked(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) return _strictUtf8.GetString(bytes[3..]).Replace("\uFEFF", "", StringComparison.Ordinal);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return Encoding.Unicode.GetString(bytes[2..]);
        return bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? Encoding.BigEndianUnicode.GetString(bytes[2..]) : null;
    }

    private static string DecodeUnmarked(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? _strictUtf8.GetString(bytes) : _strictCp949.GetString(bytes);

    private static Encoding CodePage949()
    {
        // 949 and not 51949: 8,822 syllables such as 똠 and 뷁 are in the first alone.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding(949, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
    }
}
