using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace HubertAsr.Decoding;

/// <summary>One line of an n-gram section. Valid until the next is read.</summary>
internal ref struct ArpaEntry
{
    public float Log10;

    /// <summary>−0 when the file gives none or 0: nothing is known to follow yet.</summary>
    public float Backoff;

    /// <summary>The words, parted by single blanks.</summary>
    public ReadOnlySpan<char> Words;
}

/// <summary>Reads ARPA text, plain or gzipped, section by section.</summary>
internal sealed class ArpaReader : IDisposable
{
    private readonly StreamReader _reader;
    private readonly string _path;
    private readonly long _fileBytes;
    private readonly bool _isGzip;
    private long _line;
    private int _order;
    private long _read;

    private ArpaReader(string path, StreamReader reader, long fileBytes, bool isGzip)
    {
        _path = path;
        _reader = reader;
        (_fileBytes, _isGzip) = (fileBytes, isGzip);
        Counts = ReadCounts();
    }

    /// <summary>N-grams of each order as the header promises.</summary>
    public long[] Counts { get; }

    public static ArpaReader Open(string path)
    {
        Stream stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        var first = (stream.ReadByte(), stream.ReadByte());
        stream.Position = 0;
        var (fileBytes, isGzip) = (stream.Length, first == (0x1f, 0x8b));
        if (isGzip) stream = new GZipStream(stream, CompressionMode.Decompress);
        var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true), false, 1 << 16);
        try
        {
            return new ArpaReader(path, reader, fileBytes, isGzip);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Goes to the section of an order; sections are read in order.</summary>
    public void Begin(int order)
    {
        var header = NextFilledLine();
        if (header != $"\\{order}-grams:") throw Wrong($"'{Shorten(header)}'; '\\{order}-grams:' expected");
        (_order, _read) = (order, 0);
    }

    /// <summary>Reads the next n-gram of the section.</summary>
    /// <returns>False at the section's end, if as many were there as the header promises.</returns>
    public bool Next(out ArpaEntry entry)
    {
        entry = default;
        var line = NextLine();
        if (string.IsNullOrWhiteSpace(line) || line[0] == '\\')
        {
            if (_read != Counts[_order - 1])
                throw Wrong($"the section of {_order}-grams ends after {_read}; the header promises {Counts[_order - 1]}. Is the file cut short or edited?");
            return false;
        }

        if (++_read > Counts[_order - 1])
            throw Wrong($"more {_order}-grams than the {Counts[_order - 1]} that the header promises");
        entry = Parse(line);
        return true;
    }

    public void End()
    {
        var line = NextFilledLine();
        if (line != "\\end\\") throw Wrong($"'{Shorten(line)}'; '\\end\\' expected");
    }

    public void Dispose() => _reader.Dispose();

    public InvalidDataException Wrong(string what) => new($"{_path}:{_line}: {what}{(what.EndsWith('?') ? "" : ".")}");

    private long[] ReadCounts()
    {
        var first = NextFilledLine();
        if (first != "\\data\\") throw Wrong($"'{Shorten(first)}'; '\\data\\' expected. Is this an ARPA file or a KenLM binary?");
        var counts = new List<long>();
        for (var line = NextLine(); !string.IsNullOrWhiteSpace(line); line = NextLine())
        {
            var parts = line.Split(['=', ' '], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != 3 || parts[0] != "ngram" || parts[1] != $"{counts.Count + 1}" || !long.TryParse(parts[2], CultureInfo.InvariantCulture, out var count) || count < 0)
                throw Wrong($"'{Shorten(line)}'; 'ngram {counts.Count + 1}=COUNT' expected");
            counts.Add(count);
        }

        // A line has at least four bytes, and gzip packs at most 1,032 of them into one.
        var most = _fileBytes / 4 * (_isGzip ? 1032 : 1);
        for (var n = 1; n <= counts.Count; n++)
            if (counts[n - 1] > most) throw Wrong($"the header promises {counts[n - 1]} {n}-grams; a file of {_fileBytes} bytes cannot hold them. Is it cut short or edited?");
        if (counts.Count is < 1 or > BinaryHeader.MaxOrder) throw Wrong($"n-grams of {counts.Count} orders; 1 to {BinaryHeader.MaxOrder} expected");
        return [.. counts];
    }

    private ArpaEntry Parse(string line)
    {
        var rest = line.AsSpan().TrimEnd(" \t\r");
        var tab = rest.IndexOfAny('\t', ' ');
        if (tab < 0 || !TryParse(rest[..tab], out var log10))
            throw Wrong($"'{Shorten(line)}'; 'LOG10<TAB>WORDS' expected");
        if (log10 > 0 || float.IsNaN(log10)) throw Wrong($"log10 probability {log10.ToString(CultureInfo.InvariantCulture)}; at most 0 expected");
        rest = rest[(tab + 1)..];
        var wordsEnd = EndOfWords(rest);
        if (wordsEnd < 0) throw Wrong($"'{Shorten(line)}'; {_order} words expected");
        var backoff = -0f;
        if (wordsEnd < rest.Length && !float.TryParse(rest[(wordsEnd + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out backoff))
            throw Wrong($"'{Shorten(line)}'; {_order} words, then a backoff, expected");
        if (!float.IsFinite(backoff)) throw Wrong($"backoff {backoff.ToString(CultureInfo.InvariantCulture)}; a finite number expected");
        return new ArpaEntry { Log10 = log10, Backoff = backoff == 0 ? -0f : backoff, Words = rest[..wordsEnd] };
    }

    // Some tools write the logarithm of nothing as C prints it.
    private static bool TryParse(ReadOnlySpan<char> digits, out float log10)
    {
        log10 = float.NegativeInfinity;
        return digits.Equals("-inf", StringComparison.OrdinalIgnoreCase) || float.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out log10);
    }

    private int EndOfWords(ReadOnlySpan<char> rest)
    {
        var end = -1;
        for (var word = 0; word < _order; word++)
        {
            if (end >= rest.Length) return -1;
            var length = rest[(end + 1)..].IndexOfAny(' ', '\t');
            if (length == 0) return -1;
            end = length < 0 ? rest.Length : end + 1 + length;
        }

        return end;
    }

    private string NextFilledLine()
    {
        var line = NextLine();
        while (line is not null && string.IsNullOrWhiteSpace(line)) line = NextLine();
        return line ?? throw Wrong(_line <= 1 ? "an empty file; ARPA or a KenLM binary expected" : "the file ends here; '\\end\\' has not come. Is it cut short?");
    }

    private string? NextLine()
    {
        try
        {
            _line++;
            return _reader.ReadLine();
        }
        catch (DecoderFallbackException error)
        {
            throw new InvalidDataException($"{_path}:{_line}: bytes that are not UTF-8, here or soon after; ARPA in UTF-8 or a KenLM binary expected. Is the file damaged, or in CP949? Convert it or fetch it again.", error);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{_path}: broken gzip data ({error.Message.TrimEnd('.')}); a whole .gz file expected. Was the copy cut short?", error);
        }
    }

    private static string Shorten(string line) => line.Length <= 40 ? line : line[..40] + "…";
}
