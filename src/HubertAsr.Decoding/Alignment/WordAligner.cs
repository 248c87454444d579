using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>Cuts aligned labels into words with their frames and confidences.</summary>
internal sealed class WordAligner(TokenTable table, ConfidenceCalibration? calibration)
{
    private readonly ForcedAlignment _alignment = new();

    public IReadOnlyList<DecodedWord> Align(Emissions emissions, IReadOnlyList<int> labels)
    {
        var words = new List<DecodedWord>();
        var open = new List<LabelSpan>();
        foreach (var span in _alignment.Align(emissions, labels, table.BlankId))
        {
            if (table.EndsWord(span.Label)) Close(open, words);
            if (table.Characters[span.Label].Length > 0) open.Add(span);
        }

        Close(open, words);
        return words;
    }

    private void Close(List<LabelSpan> open, List<DecodedWord> words)
    {
        if (open.Count == 0) return;
        var text = Hangul.Compose(string.Concat(open.Select(span => table.Characters[span.Label])));
        // The geometric mean: as likely a token as the word's tokens are together.
        var confidence = Math.Exp(open.Average(span => Math.Log(Math.Max(span.Posterior, double.Epsilon))));
        words.Add(new DecodedWord(text, open[0].Start, open[^1].End, calibration?.Apply(confidence) ?? confidence));
        open.Clear();
    }
}
