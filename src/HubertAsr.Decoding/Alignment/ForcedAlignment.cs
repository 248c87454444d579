namespace HubertAsr.Decoding;

/// <summary>The frames [Start, End) in which one label was heard, and how sure the model was.</summary>
/// <param name="Label">The token.</param>
/// <param name="Start">First frame.</param>
/// <param name="End">One past the last frame.</param>
/// <param name="Posterior">The label's highest posterior in these frames, in (0, 1].</param>
/// <param name="PeakFrame">The frame of that posterior.</param>
public readonly record struct LabelSpan(int Label, int Start, int End, double Posterior, int PeakFrame);

/// <summary>The single best CTC alignment of a given label string: Viterbi over labels parted by optional blanks. [Graves06] §4.1 with max for sum.</summary>
/// <remarks>
/// Where labels × frames are too many for a table, only states within a margin of the frame's best are followed, a window that moves along with the speech;
/// a path so far behind could only catch up where all others end.
/// </remarks>
public sealed class ForcedAlignment
{
    private const long FullTable = 1 << 24;
    private const double FirstMargin = 200;
    private const double LastMargin = 1e6;

    private double[] _scores = [];
    private double[] _previous = [];
    private byte[] _steps = [];
    private (int First, long Offset)[] _windows = [];
    private int _low;
    private int _high;
    private long _stepCount;

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
        for (var margin = (long)states * emissions.FrameCount <= FullTable ? double.PositiveInfinity : FirstMargin; ; margin *= 4)
        {
            Prepare(states, emissions.FrameCount);
            for (var t = 0; t < emissions.FrameCount; t++) Advance(emissions, labels, blankId, t, margin);
            var last = End(states);
            if (last >= 0) return Spans(emissions, labels, last);
            if (margin > LastMargin) throw new InvalidDataException($"the emissions give these {labels.Count} labels no probability.");
        }
    }

    private void Prepare(int states, int frameCount)
    {
        if (_scores.Length < states) (_scores, _previous) = (new double[states * 2], new double[states * 2]);
        if (_windows.Length < frameCount) _windows = new (int, long)[frameCount];
        Array.Fill(_scores, double.NegativeInfinity, 0, states);
        // Before the first frame the path stands where the first blank is reached by staying.
        _scores[0] = 0;
        (_low, _high, _stepCount) = (0, 1, 0);
    }

    private void Advance(Emissions emissions, IReadOnlyList<int> labels, int blankId, int t, double margin)
    {
        var states = (2 * labels.Count) + 1;
        var frame = emissions.Frame(t);
        (_previous, _scores) = (_scores, _previous);
        _high = Math.Min(_high + 2, states);
        var steps = Steps(t);
        var best = double.NegativeInfinity;
        for (var state = _low; state < _high; state++)
        {
            var (from, step) = (_previous[state], 0);
            if (state > _low && _previous[state - 1] > from) (from, step) = (_previous[state - 1], 1);
            // A blank between different labels may be passed over.
            if (state > _low + 1 && state > 2 && state % 2 == 1 && labels[state / 2] != labels[(state / 2) - 1] && _previous[state - 2] > from) (from, step) = (_previous[state - 2], 2);
            _scores[state] = from + frame[state % 2 == 0 ? blankId : labels[state / 2]];
            best = Math.Max(best, _scores[state]);
            steps[state - _low] = (byte)step;
        }

        while (_scores[_low] < best - margin) _low++;
        while (_scores[_high - 1] < best - margin) _high--;
        // The next frame reads two states further.
        for (var state = _high; state < Math.Min(_high + 2, states); state++) _scores[state] = double.NegativeInfinity;
    }

    /// <summary>Room for how each state of the window was reached.</summary>
    private Span<byte> Steps(int t)
    {
        var length = _high - _low;
        if (_stepCount + length > Array.MaxLength) throw new InvalidDataException($"alignment at frame {t}: the emissions tell the labels hardly apart, over more frames than fit memory. Cut the audio.");
        if (_stepCount + length > _steps.LongLength) Array.Resize(ref _steps, (int)Math.Min(Array.MaxLength, Math.Max(2 * _steps.LongLength, _stepCount + length)));
        _windows[t] = (_low, _stepCount);
        _stepCount += length;
        return _steps.AsSpan((int)_windows[t].Offset, length);
    }

    /// <summary>The state in which the best path ends: the last label or the blank behind it; −1 if none ends there.</summary>
    private int End(int states)
    {
        var (blank, label) = (Score(states - 1), Score(states - 2));
        return double.IsNegativeInfinity(Math.Max(blank, label)) ? -1 : blank > label ? states - 1 : states - 2;

        double Score(int state) => state >= _low && state < _high ? _scores[state] : double.NegativeInfinity;
    }

    private LabelSpan[] Spans(Emissions emissions, IReadOnlyList<int> labels, int state)
    {
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

            state -= _steps[_windows[t].Offset + state - _windows[t].First];
        }

        return spans;
    }
}
