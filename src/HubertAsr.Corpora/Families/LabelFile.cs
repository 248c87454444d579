using System.Text.Json;
using HubertAsr.Corpora.Archives;
using HubertAsr.Corpora.Preparation;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Families;

/// <summary>A label file and how to read it.</summary>
internal sealed class LabelFile(SourceFile file, SourceReader reader)
{
    /// <summary>A JSON of a recording of hours is a few MB; what is larger is no label, or means to fill the memory.</summary>
    public const int LargestBytes = 64 << 20;

    private static readonly JsonDocumentOptions _lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public SourceFile File => file;

    public SourceReader Reader => reader;

    /// <exception cref="LabelFormatException">The file is too large, or in no encoding we know.</exception>
    public string ReadText() => KoreanText.Decode(ReadBytes())
        ?? throw new LabelFormatException(DropReasons.BadEncoding, "neither UTF-8 nor CP949; convert it or delete it");

    /// <exception cref="LabelFormatException">The file is too large, in no encoding we know, or no JSON object.</exception>
    public JsonDocument ReadJson()
    {
        try
        {
            var document = JsonDocument.Parse(ReadText(), _lenient);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
        }
        catch (JsonException error)
        {
            throw new LabelFormatException(DropReasons.UnknownLabel, $"no JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1} of it");
        }
        throw new LabelFormatException(DropReasons.UnknownLabel, "JSON, but not an object");
    }

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
