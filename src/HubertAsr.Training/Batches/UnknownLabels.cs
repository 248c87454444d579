using HubertAsr.Corpora;

namespace HubertAsr.Training;

/// <summary>Counts labels that the vocabulary does not have.</summary>
internal sealed class UnknownLabels(int? unknownId)
{
    private long _labels;
    private long _unknown;
    private string _example = "";

    public void Add(Utterance utterance, int[] labels)
    {
        var unknown = labels.Count(label => label == unknownId);
        if (unknown > 0 && _unknown == 0) _example = utterance.Id;
        (_labels, _unknown) = (_labels + labels.Length, _unknown + unknown);
    }

    /// <exception cref="InvalidDataException">More than a tenth: the vocabulary was made for something else.</exception>
    public void ThrowIfMost(string manifest)
    {
        if (_unknown * 10 > _labels)
            throw new InvalidDataException($"{manifest}: {_unknown} of {_labels} labels are not in the vocabulary (first in {_example}); at most a tenth was expected. Was the vocabulary made from this manifest? The stage 'tokenizer' makes one.");
    }
}
