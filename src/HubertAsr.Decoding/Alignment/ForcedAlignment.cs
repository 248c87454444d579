namespace HubertAsr.Decoding;

/// <summary>The frames [Start, End) in which one label was heard, and how sure the model was.</summary>
/// <param name="Label">The token.</param>
/// <param name="Start">First frame.</param>
/// <param name="End">One past the last frame.</param>
/// <param name="Posterior">The label's highest posterior in these frames, in (0, 1].</param>
/// <param name="PeakFrame">The frame of that posterior.</param>
public readonly record struct LabelSpan(int Label, int Start, int End, double Posterior, int PeakFrame);

/// <summary>The single best CTC alignment of a given label string: Viterbi over labels parted by optional blanks. [Graves06] §4.1 with max for sum.</summary>
public sealed class ForcedAlignment
{
    private double[] _scores = [];
    private double[] _previous = [];
    private byte[] _steps = [];

    /// <summary>Aligns labels to frames. Spans are monotone and inside the audio.</summary>
    /// <param name="emissions">Natural-log probabilities [T, V].</param>
    /// <param name="labels">Tokens without blanks.</param>
    /// <param name="blankId">The CTC blank.</param>
    /// <returns>One span a label.</returns>
    /// <exception cref="InvalidDataException">More labels than the frames can hold, or labels that the emissions exclude.</exception>
    public IReadOnlyList<LabelSpan> Align(Emissions emissions, IReadOnlyList<int> labels, int blankId)
    {
        if (labels.Count == 0) return [];
        var states = (2 * labels.Count) + 1;
        var needed = labels.Count + Enumerable.Range(1, labels.Count - 1).Count(i => labels[i] == labels[i - 1]);
        if (needed > emissions.FrameCount)
            throw new InvalidDataException($"{labels.Count} labels need {needed} frames; there are {emissions.FrameCount}.");
        Prepare(states, emissions.FrameCount);
        for (var t = 0; t < emissions.FrameCount; t++) Advance(emissions, labels, blankId, t);
        var last = _scores[states - 1] > _scores[states - 2] ? states - 1 : states - 2;
        if (double.IsNegativeInfinity(_scores[last])) throw new InvalidDataException($"the emissions give these {labels.Count} labels no probability.");
        return Spans(emissions, labels, last);
    }

    private void Prepare(int states, int frameCount)
    {
        if (_scores.Length < states)
        {
            _scores = new double[states * 2];
            _previous = new double[states * 2];
        }

        if (_steps.LongLength < (long)states * frameCount) _steps = new byte[(long)states * frameCount];
        Array.Fill(_scores, double.NegativeInfinity, 0, states);
        // Before the first frame the path stands where the first blank is reached by staying.
        _scores[0] = 0;
    }

    private void Advance(Emissions emissions, IReadOnlyList<int> labels, int blankId, int t)
    {
        var states = (2 * labels.Count) + 1;
        var frame = emissions.Frame(t);
        (_previous, _scores) = (_scores, _previous);
        var steps = _steps.AsSpan((int)((long)t * states), states);
        for (var state = 0; state < states; state++)
        {
            var (best, step) = (_previous[state], 0);
            if (state > 0 && _previous[state - 1] > best) (best, step) = (_previous[state - 1], 1);
            // A blank between different labels may be passed over.
            if (state > 2 && state % 2 == 1 && labels[state / 2] != labels[(state / 2) - 1] && _previous[state - 2] > best) (best, step) = (_previous[state - 2], 2);
            _scores[state] = best + frame[state % 2 == 0 ? blankId : labels[state / 2]];
            steps[state] = (byte)step;
        }
    }

    private LabelSpan[] Spans(Emissions emissions, IReadOnlyList<int> labels, int state)
    {
        var states = (2 * labels.Count) + 1;
        var spans = new LabelSpan[labels.Count];
        for (var t = emissions.FrameCount - 1; t >= 0; t--)
        {
            if (state % 2 == 1)
            {
                var (index, label) = (state / 2, labels[state / 2]);
                var posterior = Math.Min(1, Math.Exp(emissions.Frame(t)[label]));
                var span = spans[index];
                // Frames come last to first; a span without end has not begun.
                spans[index] = span.End == 0 ? new LabelSpan(label, t, t + 1, posterior, t)
                    : posterior >= span.Posterior ? span with { Start = t, Posterior = posterior, PeakFrame = t }
                    : span with { Start = t };
            }

            state -= _steps[((long)t * states) + state];
        }

        return spans;
    }
}
