using System.Text.Json;
using HubertAsr.Corpora.Archives;
using HubertAsr.Corpora.Preparation;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Families;

/// <summary>A label file and how to read it.</summary>
internal sealed class LabelFile(SourceFile file, SourceReader reader, CorpusOptions options)
{
    /// <summary>A JSON of a recording of hours is a few MB; what is larger is no label, or means to fill the memory.</summary>
    public const int LargestBytes = 64 << 20;

    private static readonly JsonDocumentOptions _lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public SourceFile File => file;

    public SourceReader Reader => reader;

    public CorpusOptions Options => options;

    /// <summary>What neighbouring labels share, such as the JSON of their session.</summary>
    public LabelMemory Memory { get; set; } = new();

    /// <summary>Whether the sources hold audio under a key, for labels that stand for several recordings.</summary>
    public Func<string, bool> HasAudio { get; init; } = _ => false;

    /// <summary>Lines of a list that hold nothing and were passed over.</summary>
    public int BlankLines { get; private set; }

    /// <summary>The utterances up to the first fault, which whoever prepares the label reports.</summary>
    public IEnumerable<LabelRow> ReadableRows(CorpusFamily family)
    {
        using var rows = family.Read(this).GetEnumerator();
        while (Next(rows) is { } row) yield return row;
    }

    /// <exception cref="LabelFormatException">The file is too large, or in no encoding we know.</exception>
    public string ReadText() => Decode(ReadBytes());

    /// <exception cref="LabelFormatException">The file is too large, in no encoding we know, or no JSON object.</exception>
    public JsonDocument ReadJson()
    {
        try
        {
            var bytes = ReadBytes();
            // Most labels are UTF-8 without a mark and are parsed as they are.
            var isPlain = bytes[0] == '{' && System.Text.Unicode.Utf8.IsValid(bytes) && bytes.AsSpan().IndexOf("\\ud"u8) < 0 && bytes.AsSpan().IndexOf("\\uD"u8) < 0;
            var document = isPlain ? JsonDocument.Parse(bytes, _lenient) : JsonDocument.Parse(JsonLabels.WithWholeCharacters(Decode(bytes)), _lenient);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
        }
        catch (JsonException error)
        {
            throw new LabelFormatException(DropReasons.UnknownLabel, $"no JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1} of it");
        }
        throw new LabelFormatException(DropReasons.UnknownLabel, "JSON, but not an object");
    }

    /// <summary>The lines of a list of utterances, however long it is, without their ends, numbered from 1; blank ones are counted only.</summary>
    /// <exception cref="LabelFormatException">The file is in no encoding we know.</exception>
    public IEnumerable<(int Number, string Text)> ReadLines()
    {
        using var lines = OpenText();
        for (var number = 1; lines.ReadLine() is { } line; number++)
        {
            var text = line.Trim('\uFEFF', ' ', '\t', '\r');
            if (text.Length > 0) yield return (number, text);
            else BlankLines++;
        }
    }

    /// <summary>The text of a file, however long it is, in whichever encoding it was found to be.</summary>
    /// <exception cref="LabelFormatException">The file is in no encoding we know.</exception>
    public StreamReader OpenText()
    {
        if (file.Length == 0) throw new LabelFormatException(DropReasons.UnknownLabel, "0 bytes; download the labels again");
        System.Text.Encoding? encoding;
        using (var sample = reader.Open(file)) encoding = KoreanText.EncodingOf(sample);
        if (encoding is null) throw new LabelFormatException(DropReasons.BadEncoding, "neither UTF-8 nor CP949; convert it or delete it");
        return new StreamReader(reader.Open(file), encoding, detectEncodingFromByteOrderMarks: true, 1 << 16);
    }

    /// <summary>The text of the file that has this one's name but another extension, or null.</summary>
    public string? ReadTwin(string extension)
    {
        var name = file.Name[..^Path.GetExtension(file.Name).Length] + extension;
        return ReadBeside(name);
    }

    /// <summary>The text of another file of the same folder or archive, or null.</summary>
    /// <param name="name">In an archive the whole name of the entry, in a folder the file's own.</param>
    public string? ReadBeside(string name)
    {
        using var stream = reader.OpenBeside(file.Container, name);
        if (stream is null || stream.Length > LargestBytes) return null;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return KoreanText.Decode(bytes);
    }

    private static LabelRow? Next(IEnumerator<LabelRow> rows)
    {
        try
        {
            return rows.MoveNext() ? rows.Current : null;
        }
        catch (Exception error) when (error is LabelFormatException or InvalidDataException or UnauthorizedAccessException or EndOfStreamException)
        {
            return null;
        }
    }

    private static string Decode(byte[] bytes) => KoreanText.Decode(bytes)
        ?? throw new LabelFormatException(DropReasons.BadEncoding, "neither UTF-8 nor CP949; convert it or delete it");

    private byte[] ReadBytes()
    {
        if (file.Length == 0) throw new LabelFormatException(DropReasons.UnknownLabel, "0 bytes; download the labels again");
        if (file.Length > LargestBytes)
            throw new LabelFormatException(DropReasons.UnknownLabel, $"{file.Length} bytes; a label file has at most {LargestBytes}. Is it one?");
        var bytes = new byte[file.Length];
        using var stream = reader.Open(file);
        stream.ReadExactly(bytes);
        return bytes;
    }
}
