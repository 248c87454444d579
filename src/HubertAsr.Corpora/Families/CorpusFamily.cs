using HubertAsr.Corpora.Preparation;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Families;

/// <summary>One way of laying out a corpus. A family is a file of its own and a line in <see cref="CorpusFamilies"/>.</summary>
internal abstract class CorpusFamily
{
    /// <summary>The name on the command line and in column `corpus`.</summary>
    public abstract string Name { get; }

    /// <summary>Further names on the command line: the letter of the family and the numbers of its data sets at AI-Hub.</summary>
    public abstract IReadOnlyList<string> Aliases { get; }

    /// <summary>The transcription rules: a profile of `normalize`.</summary>
    public abstract string Profile { get; }

    /// <summary>Whether there are labels; without them every audio file is its own, and the manifest has no text.</summary>
    public virtual bool IsTranscribed => true;

    /// <summary>Seconds below and above which an utterance is no use.</summary>
    public virtual (double Shortest, double Longest) Lengths => (0.1, double.PositiveInfinity);

    /// <summary>The rate (Hz) of audio that has no header.</summary>
    public virtual int RawRateHz => 16000;

    /// <summary>Whether a file, told by its name, may hold labels of this family.</summary>
    public abstract bool MayBeLabel(string treePath);

    /// <summary>Whether a label file is of this family, told by its content: the reason, or null.</summary>
    public abstract string? Recognise(LabelFile label);

    /// <summary>The keys under which the labels of this family ask for an audio file.</summary>
    public virtual IEnumerable<string> AudioKeys(SourceFile audio) => [audio.Stem];

    /// <summary>Which labels are read, where a corpus delivers the same ones twice.</summary>
    /// <param name="units">All units of this family.</param>
    /// <param name="open">Opens the label at a place of the catalog.</param>
    public virtual IReadOnlyList<LabelUnit> Arrange(IReadOnlyList<LabelUnit> units, Func<long, LabelFile> open) => units;

    /// <summary>The utterances of a label file.</summary>
    /// <exception cref="LabelFormatException">The file is not what it should be.</exception>
    public abstract IEnumerable<LabelRow> Read(LabelFile label);
}
