using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace HubertAsr.Decoding;

/// <summary>Writes ARPA text, gzipped when the name ends in <c>.gz</c>; the file appears under its name when it is complete.</summary>
internal sealed class ArpaWriter : IDisposable
{
    private const int BufferBytes = 1 << 18;
    private readonly string _path;
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _used;
    private bool _isComplete;

    public ArpaWriter(string path, IReadOnlyList<long> counts)
    {
        _path = path;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _stream = new FileStream(path + ".part", FileMode.Create, FileAccess.Write, FileShare.None, 0);
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) _stream = new GZipStream(_stream, CompressionLevel.Fastest);
        Put("\\data\\\n");
        for (var n = 1; n <= counts.Count; n++) Put(FormattableString.Invariant($"ngram {n}={counts[n - 1]}\n"));
    }

    public void BeginOrder(int n) => Put($"\n\\{n}-grams:\n");

    /// <param name="log10">Probability.</param>
    /// <param name="words">Words parted by single blanks.</param>
    /// <param name="backoff">log10; null for the longest order.</param>
    public void Write(float log10, ReadOnlySpan<char> words, float? backoff)
    {
        Put(log10);
        Put('\t');
        Put(words);
        PutEnd(backoff);
    }

    /// <param name="log10">Probability.</param>
    /// <param name="words">Where the ids are from.</param>
    /// <param name="ids">Words.</param>
    /// <param name="backoff">log10; null for the longest order.</param>
    public void Write(float log10, WordIds words, ReadOnlySpan<uint> ids, float? backoff)
    {
        Put(log10);
        for (var i = 0; i < ids.Length; i++)
        {
            Put(i == 0 ? '\t' : ' ');
            Put(words.Utf8(ids[i]));
        }

        PutEnd(backoff);
    }

    /// <summary>Ends the file and moves it to its name.</summary>
    public void Complete()
    {
        Put("\n\\end\\\n");
        Flush();
        _stream.Dispose();
        File.Move(_path + ".part", _path, overwrite: true);
        _isComplete = true;
    }

    public void Dispose()
    {
        _stream.Dispose();
        if (!_isComplete) File.Delete(_path + ".part");
    }

    private void PutEnd(float? backoff)
    {
        if (backoff is { } weight)
        {
            Put('\t');
            Put(weight);
        }

        Put('\n');
    }

    private void Put(float value)
    {
        if (float.IsNegativeInfinity(value))
        {
            Put("-inf"u8);
            return;
        }

        const int longest = 32;
        MakeRoom(longest);
        // −0 is how models in memory say that nothing follows; in text it is 0.
        (value == 0 ? 0f : value).TryFormat(_buffer.AsSpan(_used), out var length, default, CultureInfo.InvariantCulture);
        _used += length;
    }

    private void Put(char ascii)
    {
        MakeRoom(1);
        _buffer[_used++] = (byte)ascii;
    }

    private void Put(ReadOnlySpan<char> text)
    {
        var length = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (length > BufferBytes)
        {
            Put(Encoding.UTF8.GetBytes(text.ToString()));
            return;
        }

        MakeRoom(length);
        _used += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_used));
    }

    private void Put(ReadOnlySpan<byte> text)
    {
        if (text.Length > BufferBytes)
        {
            Flush();
            _stream.Write(text);
            return;
        }

        MakeRoom(text.Length);
        text.CopyTo(_buffer.AsSpan(_used));
        _used += text.Length;
    }

    private void MakeRoom(int length)
    {
        if (_used + length > BufferBytes) Flush();
    }

    private void Flush()
    {
        _stream.Write(_buffer, 0, _used);
        _used = 0;
    }
}
