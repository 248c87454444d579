using HubertAsr.Corpora.Archives;

namespace HubertAsr.Corpora.Preparation;

/// <summary>What only the whole corpus knows: ids that occur twice, speakers and sentences that two splits share. First of two passes over the rows.</summary>
internal sealed class SplitCensus
{
    private readonly List<ulong> _ids = [];
    private readonly Dictionary<string, Splits> _speakers = new(StringComparer.Ordinal);
    private readonly HashSet<ulong> _heldOutSentences = [];
    private HashSet<ulong> _doubleIds = [];

    [Flags]
    private enum Splits
    {
        None = 0,
        Train = 1,
        Dev = 2,
        Test = 4,
    }

    public long SpeakersInSeveralSplits => _speakers.Values.Count(splits => (splits & (splits - 1)) != 0);

    public bool HasDoubleIds => _doubleIds.Count > 0;

    public void Add(Utterance utterance)
    {
        _ids.Add(NameIndex.Hash(utterance.Id));
        if (utterance.Speaker.Length > 0)
        {
            var speaker = SpeakerKey(utterance);
            _speakers[speaker] = _speakers.GetValueOrDefault(speaker) | Of(utterance.Split);
        }
        if (utterance.Split != SplitPlan.Train) _heldOutSentences.Add(NameIndex.Hash(utterance.Text));
    }

    public void Finish()
    {
        _ids.Sort();
        _doubleIds = [.. _ids.Where((id, index) => index > 0 && _ids[index - 1] == id)];
        _ids.Clear();
        _ids.TrimExcess();
    }

    public bool MayBeDouble(Utterance utterance) => HasDoubleIds && _doubleIds.Contains(NameIndex.Hash(utterance.Id));

    /// <summary>Whether an utterance of train says what dev or test say.</summary>
    public bool SharesSentence(Utterance utterance) =>
        utterance.Split == SplitPlan.Train && _heldOutSentences.Contains(NameIndex.Hash(utterance.Text));

    /// <summary>Whether the speaker is also in a split that counts for more: test before dev before train.</summary>
    public bool SharesSpeaker(Utterance utterance) =>
        utterance.Speaker.Length > 0 && (int)_speakers[SpeakerKey(utterance)] >= (int)Of(utterance.Split) << 1;

    private static string SpeakerKey(Utterance utterance) => $"{utterance.Corpus}\0{utterance.Speaker}";

    private static Splits Of(string split) => split switch { SplitPlan.Test => Splits.Test, SplitPlan.Dev => Splits.Dev, _ => Splits.Train };
}
