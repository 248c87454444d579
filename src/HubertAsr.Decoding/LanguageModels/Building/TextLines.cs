using System.IO.Compression;
using System.Text;
using System.Text.Unicode;

namespace HubertAsr.Decoding;

/// <summary>The lines of a text in UTF-8, one after another.</summary>
internal abstract class TextLines(string source) : IDisposable
{
    /// <summary>Where the text comes from, for messages.</summary>
    public string Source => source;

    /// <summary>The line that <see cref="Next"/> came to, counted from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The line that <see cref="Next"/> came to, without its end; valid until it is called again.</summary>
    public abstract ReadOnlySpan<byte> Current { get; }

    /// <exception cref="InvalidDataException">The line is not UTF-8.</exception>
    public bool Next()
    {
        if (!Advance()) return false;
        Number++;
        return Utf8.IsValid(Current)
            ? true
            : throw new InvalidDataException($"{source}:{Number}: bytes that are not UTF-8 {Place()}; UTF-8 text expected. Convert the file, for example from CP949, or take the line out.");
    }

    public abstract void Dispose();

    protected abstract bool Advance();

    private string Place()
    {
        const int shown = 20;
        var text = Encoding.UTF8.GetString(Current);
        text = text[..text.IndexOf('\uFFFD', StringComparison.Ordinal)];
        return text.Length == 0 ? "at the start of the line" : $"after '{(text.Length <= shown ? text : "…" + text[^shown..])}'";
    }
}

/// <summary>Text files as language models read them.</summary>
public static class SentenceFile
{
    /// <summary>The lines of a text file, plain or gzipped, with or without a byte order mark.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">A line is not UTF-8, or the gzip data is broken.</exception>
    public static IEnumerable<string> Read(string path)
    {
        using var lines = new FileLines(path);
        while (lines.Next()) yield return Encoding.UTF8.GetString(lines.Current);
    }
}

/// <summary>Sentences at hand.</summary>
internal sealed class StringLines(IEnumerable<string> lines, string source) : TextLines(source)
{
    private readonly IEnumerator<string> _lines = lines.GetEnumerator();
    private byte[] _current = [];

    public override ReadOnlySpan<byte> Current => _current;

    public override void Dispose() => _lines.Dispose();

    protected override bool Advance()
    {
        if (!_lines.MoveNext()) return false;
        _current = Encoding.UTF8.GetBytes(_lines.Current);
        return true;
    }
}

/// <summary>A text file, plain or gzipped, with or without a byte order mark. Only line feeds end lines, as for lmplz.</summary>
internal sealed class FileLines : TextLines
{
    private readonly Stream _stream;
    private byte[] _buffer = new byte[1 << 20];
    private int _start;
    private int _length;
    private int _end;
    private bool _isAtEnd;

    public FileLines(string path) : base(path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file; a text of one sentence a line expected.", path);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        Span<byte> magic = stackalloc byte[2];
        var isGzip = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic is [0x1f, 0x8b];
        file.Position = 0;
        _stream = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        Fill();
        if (_buffer.AsSpan(0, _end).StartsWith(Encoding.UTF8.Preamble)) _start = Encoding.UTF8.Preamble.Length;
        _length = -1;
    }

    public override ReadOnlySpan<byte> Current => _buffer.AsSpan(_start, _length);

    public override void Dispose() => _stream.Dispose();

    protected override bool Advance()
    {
        _start += _length + 1;
        var searched = _start;
        while (true)
        {
            var found = searched < _end ? _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n') : -1;
            if (found >= 0)
            {
                _length = searched + found - _start;
                return true;
            }

            searched = Math.Max(_start, _end) - _start;
            if (_isAtEnd) return TakeRest();
            MoveToFront();
            Fill();
        }
    }

    private bool TakeRest()
    {
        _length = Math.Max(0, _end - _start);
        return _length > 0;
    }

    private void MoveToFront()
    {
        var kept = Math.Max(0, _end - _start);
        if (kept > 0) Buffer.BlockCopy(_buffer, _start, _buffer, 0, kept);
        (_start, _end) = (0, kept);
    }

    private void Fill()
    {
        if (_end == _buffer.Length) Array.Resize(ref _buffer, checked(_buffer.Length * 2));
        int read;
        try
        {
            read = _stream.ReadAtLeast(_buffer.AsSpan(_end), _buffer.Length - _end, throwOnEndOfStream: false);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{Source}: broken gzip data ({error.Message}); a whole .gz file expected. Was the copy cut short?", error);
        }

        _isAtEnd = _end + read < _buffer.Length;
        _end += read;
    }
}
