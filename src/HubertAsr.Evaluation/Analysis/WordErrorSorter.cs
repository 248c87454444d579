using HubertAsr.Text;

namespace HubertAsr.Evaluation.Analysis;

/// <summary>What kind of word error it is.</summary>
public enum WordErrorKind
{
    /// <summary>Only the particle at the end differs (학교에 → 학교를).</summary>
    ParticleWrong,

    /// <summary>The particle is gone (밥을 → 밥).</summary>
    ParticleLost,

    /// <summary>A particle nobody said (밥 → 밥을).</summary>
    ParticleAdded,

    /// <summary>Only the ending differs (갔어요 → 갔어).</summary>
    EndingWrong,

    /// <summary>A word with digits, on either side.</summary>
    Number,

    /// <summary>A word with Latin letters, on either side.</summary>
    Latin,

    /// <summary>A filler lost, added or taken for another word.</summary>
    Filler,

    /// <summary>Everything else that differs.</summary>
    Other,
}

/// <summary>One pair of words that differ; empty where a side has none.</summary>
public sealed record WordError(WordErrorKind Kind, string Reference, string Hypothesis);

/// <summary>Sorts word errors by grammar, after the blanks were made those of the reference wherever characters agree.</summary>
internal sealed class WordErrorSorter
{
    private readonly IReadOnlySet<string> _particles = Words("particles.txt");
    private readonly IReadOnlySet<string> _endings = Words("endings.txt");
    private readonly IReadOnlySet<string> _fillers = Words("fillers.txt");

    /// <summary>The errors of the words, in order; words that agree give nothing.</summary>
    public IEnumerable<WordError> Sort(string reference, string respacedHypothesis)
    {
        var alignment = EditAlignment.OfWords(reference, respacedHypothesis);
        foreach (var edit in alignment.Edits.Where(edit => edit.Kind != EditKind.Match))
        {
            var left = edit.ReferenceIndex < 0 ? "" : alignment.Reference[edit.ReferenceIndex];
            var right = edit.HypothesisIndex < 0 ? "" : alignment.Hypothesis[edit.HypothesisIndex];
            yield return new WordError(Kind(left, right), left, right);
        }
    }

    private WordErrorKind Kind(string reference, string hypothesis)
    {
        if (_fillers.Contains(reference) || (reference.Length == 0 && _fillers.Contains(hypothesis))) return WordErrorKind.Filler;
        if ((reference + hypothesis).Any(char.IsAsciiDigit)) return WordErrorKind.Number;
        if ((reference + hypothesis).Any(char.IsAsciiLetter)) return WordErrorKind.Latin;
        var (left, right) = Tails(reference, hypothesis);
        if (left.Length == reference.Length || reference.Length == 0 || hypothesis.Length == 0) return WordErrorKind.Other;
        return (Longer(left, reference, _particles), Longer(right, hypothesis, _particles)) switch
        {
            (true, true) => WordErrorKind.ParticleWrong,
            (true, _) when right.Length == 0 => WordErrorKind.ParticleLost,
            (_, true) when left.Length == 0 => WordErrorKind.ParticleAdded,
            _ => Longer(left, reference, _endings) && (right.Length == 0 || Longer(right, hypothesis, _endings)) ? WordErrorKind.EndingWrong : WordErrorKind.Other,
        };
    }

    private static IReadOnlySet<string> Words(string file) => TextAssets.Rows($"lexicon/phonology/{file}").Select(row => row[0].Trim()).ToHashSet(StringComparer.Ordinal);

    /// <summary>What is left of each word behind the syllables in which both begin alike.</summary>
    private static (string Reference, string Hypothesis) Tails(string reference, string hypothesis)
    {
        var same = 0;
        while (same < reference.Length && same < hypothesis.Length && reference[same] == hypothesis[same]) same++;
        return (reference[same..], hypothesis[same..]);
    }

    /// <summary>
    /// Whether the tail, or the tail with syllables before it that both words share, is one of the set: 에서 against 에게 differ in their last syllable alone.
    /// </summary>
    private static bool Longer(string tail, string word, IReadOnlySet<string> set) =>
        tail.Length > 0 && Enumerable.Range(tail.Length, Math.Max(0, word.Length - tail.Length)).Any(length => set.Contains(word[^length..]));
}
