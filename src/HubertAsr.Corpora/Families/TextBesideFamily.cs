using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Families;

/// <summary>A folder of <c>x.wav</c> and <c>x.txt</c>.</summary>
internal sealed class TextBesideFamily : CorpusFamily
{
    private static readonly string[] _extensions = [".wav", ".flac", ".pcm", ".mp3", ".m4a", ".ogg", ".WAV"];

    public override string Name => "folder";

    public override IReadOnlyList<string> Aliases => ["txt"];

    public override string Profile => "plain";

    public override bool MayBeLabel(string treePath) => treePath.EndsWith(".txt", StringComparison.OrdinalIgnoreCase);

    public override string? Recognise(LabelFile label)
    {
        var stem = label.File.Name[..^Path.GetExtension(label.File.Name).Length];
        return _extensions.Any(extension => Exists(label, stem + extension)) ? "x.txt beside x.wav" : null;
    }

    public override IEnumerable<string> AudioKeys(SourceFile audio) => [PlainPaths.PathKey + WithoutExtension(audio.TreePath)];

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        var path = WithoutExtension(label.File.TreePath);
        var id = string.Join('-', path.Split('/').Skip(PlainPaths.NamesAboveSource));
        yield return new LabelRow { Id = id, AudioKeys = [PlainPaths.PathKey + path], Raw = label.ReadText().Trim(), SplitUnit = id, Split = PlainPaths.SplitOf(label.File) };
    }

    private static bool Exists(LabelFile label, string name)
    {
        using var stream = label.Reader.OpenBeside(label.File.Container, name);
        return stream is not null;
    }

    private static string WithoutExtension(string path) => path[..^Path.GetExtension(path).Length];
}
