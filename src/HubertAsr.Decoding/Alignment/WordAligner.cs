namespace HubertAsr.Decoding;

/// <summary>Cuts aligned labels into words and syllables with their frames and confidences.</summary>
internal sealed class WordAligner(TokenTable table, ConfidenceCalibration? calibration, int alternatives = 0)
{
    private readonly ForcedAlignment _alignment = new();
    private readonly LetterAlternatives? _letters = alternatives > 0 ? new LetterAlternatives(table, alternatives) : null;

    /// <param name="emissions">Natural-log probabilities [T, V].</param>
    /// <param name="labels">Tokens without blanks.</param>
    /// <param name="written">The words where they are written otherwise than their tokens are; null where none is.</param>
    public IReadOnlyList<DecodedWord> Align(Emissions emissions, IReadOnlyList<int> labels, IReadOnlyList<string?>? written = null)
    {
        var words = new List<DecodedWord>();
        var open = new List<LabelSpan>();
        foreach (var span in _alignment.Align(emissions, labels, table.BlankId))
        {
            if (table.EndsWord(span.Label)) Close(emissions, open, words);
            if (table.Characters[span.Label].Length > 0) open.Add(span);
        }

        Close(emissions, open, words);
        return written is null ? words : [.. words.Zip(written, (heard, word) => word is null ? heard : Rewritten(heard, word))];
    }

    private static DecodedWord Rewritten(DecodedWord heard, string word) => heard with
    {
        Word = word,
        // Where sound and spelling have a syllable each, one stands for the other; else the syllables are those that were heard.
        Syllables = heard.Syllables.Count == word.Length ? [.. heard.Syllables.Zip(word, (syllable, letter) => syllable with { Syllable = letter.ToString() })] : heard.Syllables,
    };

    private void Close(Emissions emissions, List<LabelSpan> open, List<DecodedWord> words)
    {
        if (open.Count == 0) return;
        words.Add(new DecodedWord(Text(open), open[0].Start, open[^1].End, Confidence(open)) { Syllables = [.. Syllables(emissions, open)] });
        open.Clear();
    }

    private IEnumerable<DecodedSyllable> Syllables(Emissions emissions, List<LabelSpan> word)
    {
        var start = 0;
        foreach (var end in SyllableEnds(word))
        {
            var spans = word[start..end];
            start = end;
            var alternatives = _letters?.Of(emissions, spans);
            // A piece of several syllables is one label: they share its frames.
            foreach (var syllable in Text(spans))
                yield return new DecodedSyllable(syllable.ToString(), spans[0].Start, spans[^1].End, Confidence(spans)) { Alternatives = alternatives };
        }
    }

    private List<int> SyllableEnds(List<LabelSpan> word)
    {
        var ends = new List<int>();
        if (table.Letters is { } letters)
        {
            foreach (var syllable in Text(word)) ends.Add((ends.Count > 0 ? ends[^1] : 0) + letters.Spell(syllable.ToString()).Length);
            return ends[^1] == word.Count ? ends : [word.Count];
        }

        for (var end = 1; end <= word.Count; end++)
            if (end == word.Count || !IsSameSyllable(word[end - 1].Label, word[end].Label)) ends.Add(end);
        return ends;
    }

    private bool IsSameSyllable(int last, int next) =>
        table.RoleOf(next) is HangulRole.Nucleus or HangulRole.Coda && HangulRoles.CanFollow(table.RoleOf(last), table.RoleOf(next));

    private string Text(List<LabelSpan> spans) => table.Compose(string.Concat(spans.Select(span => table.Characters[span.Label])));

    private double Confidence(List<LabelSpan> spans)
    {
        // The geometric mean: as likely a token as the tokens are together.
        var confidence = Math.Exp(spans.Average(span => Math.Log(Math.Max(span.Posterior, double.Epsilon))));
        return calibration?.Apply(confidence) ?? confidence;
    }
}
