using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace HubertAsr.Decoding;

/// <summary>Writes ARPA text, gzipped when the name ends in <c>.gz</c>; the file appears under its name when it is complete.</summary>
internal sealed class ArpaWriter : IDisposable
{
    private readonly string _path;
    private readonly StreamWriter _writer;
    private bool _isComplete;

    public ArpaWriter(string path, IReadOnlyList<long> counts)
    {
        _path = path;
        Stream stream = new FileStream(path + ".part", FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) stream = new GZipStream(stream, CompressionLevel.Fastest);
        _writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
        _writer.WriteLine("\\data\\");
        for (var n = 1; n <= counts.Count; n++) _writer.WriteLine(FormattableString.Invariant($"ngram {n}={counts[n - 1]}"));
    }

    public void BeginOrder(int n)
    {
        _writer.WriteLine();
        _writer.WriteLine($"\\{n}-grams:");
    }

    /// <param name="log10">Probability.</param>
    /// <param name="words">Words parted by single blanks.</param>
    /// <param name="backoff">log10; null for the longest order.</param>
    public void Write(float log10, ReadOnlySpan<char> words, float? backoff)
    {
        Write(log10);
        _writer.Write('\t');
        _writer.Write(words);
        if (backoff is { } weight)
        {
            _writer.Write('\t');
            Write(weight);
        }

        _writer.WriteLine();
    }

    /// <summary>Ends the file and moves it to its name.</summary>
    public void Complete()
    {
        _writer.WriteLine();
        _writer.WriteLine("\\end\\");
        _writer.Dispose();
        File.Move(_path + ".part", _path, overwrite: true);
        _isComplete = true;
    }

    public void Dispose()
    {
        _writer.Dispose();
        if (!_isComplete) File.Delete(_path + ".part");
    }

    private void Write(float value)
    {
        Span<char> digits = stackalloc char[32];
        // −0 is how models in memory say that nothing follows; in text it is 0.
        (value == 0 ? 0f : value).TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        _writer.Write(digits[..length]);
    }
}
