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
        var spans = Spans(emissions, labels);
        var next = 0;
        foreach (var label in labels)
        {
            if (table.EndsWord(label)) Close(open, words);
            if (!IsAligned(label)) continue;
            if (table.Characters[label].Length > 0) open.Add(spans[next]);
            next++;
        }

        Close(open, words);
        return words;
    }

    // Blanks that have a cost may never have been heard.
    private bool IsAligned(int label) => table.SpaceCost is null || label != table.BoundaryId;

    private IReadOnlyList<LabelSpan> Spans(Emissions emissions, IReadOnlyList<int> labels) => table.SpaceCost is null
        ? _alignment.Align(emissions, labels, table.BlankId)
        : _alignment.Align(WithBoundariesAsBlanks(emissions), [.. labels.Where(IsAligned)], table.BlankId);

    private Emissions WithBoundariesAsBlanks(Emissions emissions)
    {
        var logProbs = emissions.LogProbs.ToArray();
        for (var frame = 0; frame < logProbs.Length; frame += table.Count)
            logProbs[frame + table.BlankId] = (float)LogSpace.Add(logProbs[frame + table.BlankId], logProbs[frame + table.BoundaryId]);
        return emissions with { LogProbs = logProbs };
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
