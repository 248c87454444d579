using HubertAsr.Corpora.Archives;

namespace HubertAsr.Corpora.Preparation;

/// <summary>What only the whole corpus knows: ids and sounds that occur twice, speakers and sentences that two splits share. First of two passes over the rows.</summary>
internal sealed class SplitCensus
{
    private readonly RepeatedHashes _ids = new();
    private readonly RepeatedHashes _sounds = new();
    private readonly Dictionary<string, Splits> _speakers = new(StringComparer.Ordinal);
    private readonly HashSet<ulong> _heldOutSentences = [];

    [Flags]
    private enum Splits
    {
        None = 0,
        Train = 1,
        Dev = 2,
        Test = 4,
    }

    public long SpeakersInSeveralSplits => _speakers.Values.Count(splits => (splits & (splits - 1)) != 0);

    public bool HasDoubleIds => _ids.Count > 0;

    public void Add(KeptRow row)
    {
        var utterance = row.Utterance;
        if (row.SoundKey is { } sound) _sounds.Add(sound);
        _ids.Add(NameIndex.Hash(utterance.Id));
        if (utterance.Speaker.Length > 0)
        {
            var speaker = SpeakerKey(utterance);
            _speakers[speaker] = _speakers.GetValueOrDefault(speaker) | Of(utterance.Split);
        }
        if (utterance.Split != SplitPlan.Train && utterance.Text.Length > 0) _heldOutSentences.Add(NameIndex.Hash(utterance.Text));
    }

    public void Finish()
    {
        _ids.Finish();
        _sounds.Finish();
    }

    public bool MayBeDouble(Utterance utterance) => HasDoubleIds && _ids.Contains(NameIndex.Hash(utterance.Id));

    /// <summary>Whether another utterance sounds like this one.</summary>
    public bool SoundsLikeAnother(KeptRow row) => row.SoundKey is { } sound && _sounds.Contains(sound);

    /// <summary>The splits in which the speaker occurs, when there are several.</summary>
    public IReadOnlyList<string> SplitsOfSpeaker(Utterance utterance)
    {
        if (utterance.Speaker.Length == 0) return [];
        var splits = _speakers[SpeakerKey(utterance)];
        string[] names = [.. ((ReadOnlySpan<string>)[SplitPlan.Train, SplitPlan.Dev, SplitPlan.Test]).ToArray().Where(name => (splits & Of(name)) != 0)];
        return names.Length > 1 ? names : [];
    }

    /// <summary>Whether an utterance of train says what dev or test say.</summary>
    public bool SharesSentence(Utterance utterance) =>
        utterance.Split == SplitPlan.Train && _heldOutSentences.Contains(NameIndex.Hash(utterance.Text));

    /// <summary>Whether the speaker is also in a split that counts for more: test before dev before train.</summary>
    public bool SharesSpeaker(Utterance utterance) =>
        utterance.Speaker.Length > 0 && (int)_speakers[SpeakerKey(utterance)] >= (int)Of(utterance.Split) << 1;

    private static string SpeakerKey(Utterance utterance) => $"{utterance.Corpus}\0{utterance.Speaker}";

    private static Splits Of(string split) => split switch { SplitPlan.Test => Splits.Test, SplitPlan.Dev => Splits.Dev, _ => Splits.Train };
}
