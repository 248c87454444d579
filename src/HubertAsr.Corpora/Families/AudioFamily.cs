using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Families;

/// <summary>Recordings that nobody transcribed, for pre-training: every audio file of the sources is an utterance, whatever labels lie beside it.</summary>
internal sealed class AudioFamily : CorpusFamily
{
    public override string Name => "audio";

    public override IReadOnlyList<string> Aliases => ["unlabelled"];

    public override string Profile => "plain";

    public override bool IsTranscribed => false;

    public override bool MayBeLabel(string treePath) => FileKinds.Of(treePath) == FileKind.Audio;

    /// <summary>Only by name: of a corpus whose labels are missing, `auto` must say so.</summary>
    public override string? Recognise(LabelFile label) => null;

    public override IEnumerable<string> AudioKeys(SourceFile audio) => [Key(audio)];

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        var id = PlainPaths.IdOf(string.Join('/', label.File.TreePath.Split('/').Skip(PlainPaths.NamesAboveSource)));
        yield return new LabelRow { Id = id, AudioKeys = [Key(label.File)], SplitUnit = id, Split = PlainPaths.SplitOf(label.File) };
    }

    private static string Key(SourceFile audio) => "path:" + audio.TreePath;
}
