using System.Runtime.InteropServices;
using System.Text;

namespace HubertAsr.Evaluation.Alignment;

/// <summary>All measures of one pair of canonical texts. Keeps its buffers: one thread, many pairs.</summary>
internal sealed class PairScorer
{
    private readonly EditAligner _aligner = new();
    private readonly Side _reference = new(), _hypothesis = new();
    private readonly List<Edit> _edits = [];
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly StringBuilder _respaced = new();
    private readonly List<int> _respacedWords = [];

    public ErrorMeasures Score(string reference, string hypothesis)
    {
        _words.Clear();
        _edits.Clear();
        _reference.Read(reference, _words);
        _hypothesis.Read(hypothesis, _words);

        var unspaced = _aligner.Align(Span(_reference.Unspaced.Units), Span(_hypothesis.Unspaced.Units), _edits);
        RespaceHypothesis();
        var positions = SyllablePositionCounts.Of(_edits, _reference.Unspaced.Units, _hypothesis.Unspaced.Units);
        return new ErrorMeasures
        {
            CerWithSpaces = Align(_reference.Characters, _hypothesis.Characters),
            CerWithoutSpaces = unspaced,
            Wer = Align(_reference.Words, _hypothesis.Words),
            SpaceNormalizedWer = Align(_reference.Words, _respacedWords),
            Jamo = Align(_reference.Jamo, _hypothesis.Jamo),
            Onset = positions.Onset,
            Nucleus = positions.Nucleus,
            Coda = positions.Coda,
            Sentence = new ErrorCounts(string.Equals(reference, hypothesis, StringComparison.Ordinal) ? 0 : 1, 0, 0, 1),
            Spacing = CountSpacing(),
        };
    }

    private ErrorCounts Align(List<int> reference, List<int> hypothesis) => _aligner.Align(Span(reference), Span(hypothesis));

    private void RespaceHypothesis()
    {
        _respaced.Clear();
        UnspacedText.Respace(_edits, _reference.Unspaced, _hypothesis.Unspaced, _respaced);
        _respacedWords.Clear();
        TextUnits.AddWords(_respaced.ToString(), _words, _respacedWords);
    }

    private SpacingCounts CountSpacing()
    {
        List<bool> left = _reference.Unspaced.BlankBefore, right = _hypothesis.Unspaced.BlankBefore;
        long correct = 0;
        foreach (var edit in _edits)
        {
            if (edit.Kind is EditKind.Match or EditKind.Substitution && left[edit.ReferenceIndex] && right[edit.HypothesisIndex]) correct++;
        }

        return new SpacingCounts(correct, Blanks(left), Blanks(right));
    }

    private static long Blanks(List<bool> blankBefore)
    {
        long count = 0;
        foreach (var blank in blankBefore)
        {
            if (blank) count++;
        }

        return count;
    }

    private static ReadOnlySpan<int> Span(List<int> units) => CollectionsMarshal.AsSpan(units);

    private sealed class Side
    {
        public List<int> Characters { get; } = [];

        public UnspacedText Unspaced { get; } = new();

        public List<int> Words { get; } = [];

        public List<int> Jamo { get; } = [];

        public void Read(string text, Dictionary<string, int> words)
        {
            Characters.Clear();
            Words.Clear();
            Jamo.Clear();
            TextUnits.AddCharacters(text, Characters);
            Unspaced.Read(Characters);
            TextUnits.AddWords(text, words, Words);
            TextUnits.AddJamo(Unspaced.Units, Jamo);
        }
    }
}
