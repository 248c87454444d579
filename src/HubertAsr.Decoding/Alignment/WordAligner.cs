using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>Cuts aligned labels into words and syllables with their frames and confidences.</summary>
internal sealed class WordAligner(TokenTable table, ConfidenceCalibration? calibration, int alternatives = 0)
{
    private readonly ForcedAlignment _alignment = new();
    private readonly LetterAlternatives? _letters = alternatives > 0 ? new LetterAlternatives(table, alternatives) : null;

    public IReadOnlyList<DecodedWord> Align(Emissions emissions, IReadOnlyList<int> labels)
    {
        var words = new List<DecodedWord>();
        var open = new List<LabelSpan>();
        foreach (var span in _alignment.Align(emissions, labels, table.BlankId))
        {
            if (table.EndsWord(span.Label)) Close(emissions, open, words);
            if (table.Characters[span.Label].Length > 0) open.Add(span);
        }

        Close(emissions, open, words);
        return words;
    }

    private void Close(Emissions emissions, List<LabelSpan> open, List<DecodedWord> words)
    {
        if (open.Count == 0) return;
        words.Add(new DecodedWord(Text(open), open[0].Start, open[^1].End, Confidence(open)) { Syllables = [.. Syllables(emissions, open)] });
        open.Clear();
    }

    private IEnumerable<DecodedSyllable> Syllables(Emissions emissions, List<LabelSpan> word)
    {
        for (var (start, end) = (0, 1); start < word.Count; start = end, end++)
        {
            while (end < word.Count && IsSameSyllable(word[end - 1].Label, word[end].Label)) end++;
            var spans = word[start..end];
            var alternatives = _letters?.Of(emissions, spans);
            // A piece of several syllables is one label: they share its frames.
            foreach (var syllable in Text(spans))
                yield return new DecodedSyllable(syllable.ToString(), spans[0].Start, spans[^1].End, Confidence(spans)) { Alternatives = alternatives };
        }
    }

    private bool IsSameSyllable(int last, int next) =>
        table.RoleOf(next) is HangulRole.Nucleus or HangulRole.Coda && HangulRoles.CanFollow(table.RoleOf(last), table.RoleOf(next));

    private string Text(List<LabelSpan> spans) => Hangul.Compose(string.Concat(spans.Select(span => table.Characters[span.Label])));

    private double Confidence(List<LabelSpan> spans)
    {
        // The geometric mean: as likely a token as the tokens are together.
        var confidence = Math.Exp(spans.Average(span => Math.Log(Math.Max(span.Posterior, double.Epsilon))));
        return calibration?.Apply(confidence) ?? confidence;
    }
}
