using System.Text;

namespace HubertAsr.Evaluation.Files;

/// <summary>Text files whose bytes must be what they claim to be. UTF-8 unless a byte order mark says UTF-16.</summary>
internal static class StrictText
{
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static StreamReader Open(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file; a transcript file was expected. Check the path.");
        return new StreamReader(path, _strict, detectEncodingFromByteOrderMarks: true);
    }

    /// <summary>Lines that hold more than blanks, with their 1-based numbers.</summary>
    public static IEnumerable<(long Number, string Text)> Lines(string path)
    {
        using var reader = Open(path);
        for (var number = 1L; reader.ReadLine() is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line)) yield return (number, line);
        }
    }

    /// <summary>The error for a file whose bytes could not be decoded: names the first line that is not UTF-8.</summary>
    public static InvalidDataException NotUtf8(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var line = 1;
        for (var start = 0; start < bytes.Length; line++)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)'\n') is var found and >= 0 ? found + 1 : bytes.Length - start;
            if (!System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(start, length))) break;
            start += length;
        }

        return new InvalidDataException($"{path}:{line}: bytes that are not UTF-8; one encoding, UTF-8, was expected for the whole file. Is this line CP949? Convert with: iconv -f CP949 -t UTF-8");
    }
}
