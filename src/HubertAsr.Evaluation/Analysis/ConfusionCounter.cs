using System.Runtime.InteropServices;

namespace HubertAsr.Evaluation.Analysis;

/// <summary>Counts pairs, keeping the first few places of each.</summary>
internal sealed class ConfusionCounter
{
    public const int KeptExamples = 4;

    private readonly Dictionary<(string Reference, string Hypothesis), (int Count, List<ErrorExample> Examples)> _counts = [];

    public void Add(string reference, string hypothesis, ErrorExample example)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, (reference, hypothesis), out var exists);
        if (!exists) entry.Examples = [];
        entry.Count++;
        if (entry.Examples.Count < KeptExamples) entry.Examples.Add(example);
    }

    /// <summary>The most frequent first, ties by code point.</summary>
    public IReadOnlyList<Confusion> ByCount() =>
    [
        .. _counts.Select(entry => new Confusion(entry.Key.Reference, entry.Key.Hypothesis, entry.Value.Count, entry.Value.Examples))
            .OrderByDescending(confusion => confusion.Count).ThenBy(confusion => confusion.Reference, StringComparer.Ordinal).ThenBy(confusion => confusion.Hypothesis, StringComparer.Ordinal),
    ];
}
