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

        var unspaced = _aligner.Align(Span(_reference.Unspaced), Span(_hypothesis.Unspaced), _edits);
        RespaceHypothesis();
        var positions = SyllablePositionCounts.Of(_edits, _reference.Unspaced, _hypothesis.Unspaced);
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

    /// <summary>[Bang20] appendix B: a hypothesis character equal to its reference character takes that one's blank, any other keeps its own.</summary>
    private void RespaceHypothesis()
    {
        _respaced.Clear();
        foreach (var edit in _edits)
        {
            if (edit.Kind == EditKind.Deletion) continue;
            var blank = edit.Kind == EditKind.Match ? _reference.BlankBefore[edit.ReferenceIndex] : _hypothesis.BlankBefore[edit.HypothesisIndex];
            if (blank) _respaced.Append(' ');
            _respaced.Append(new Rune(_hypothesis.Unspaced[edit.HypothesisIndex]).ToString());
        }

        _respacedWords.Clear();
        TextUnits.AddWords(_respaced.ToString(), _words, _respacedWords);
    }

    private SpacingCounts CountSpacing()
    {
        var correct = _edits.Count(edit => edit.Kind is EditKind.Match or EditKind.Substitution
            && _reference.BlankBefore[edit.ReferenceIndex] && _hypothesis.BlankBefore[edit.HypothesisIndex]);
        return new SpacingCounts(correct, _reference.BlankBefore.Count(blank => blank), _hypothesis.BlankBefore.Count(blank => blank));
    }

    private static ReadOnlySpan<int> Span(List<int> units) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(units);

    private sealed class Side
    {
        public List<int> Characters { get; } = [];

        public List<int> Unspaced { get; } = [];

        public List<bool> BlankBefore { get; } = [];

        public List<int> Words { get; } = [];

        public List<int> Jamo { get; } = [];

        public void Read(string text, Dictionary<string, int> words)
        {
            Characters.Clear();
            Unspaced.Clear();
            BlankBefore.Clear();
            Words.Clear();
            Jamo.Clear();
            TextUnits.AddCharacters(text, Characters);
            TextUnits.AddUnspaced(Characters, Unspaced, BlankBefore);
            TextUnits.AddWords(text, words, Words);
            TextUnits.AddJamo(Unspaced, Jamo);
        }
    }
}
