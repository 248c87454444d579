namespace HubertAsr.Decoding;

/// <summary>
/// The CTC forward sum over every label string that gives one text: the word boundary may stand before and behind the text and several times between words,
/// which leaves the text as it is. [Graves06] §4.1 with states for such stretches.
/// </summary>
/// <remarks>
/// States in a row, each reached from itself, the one before, and where two differing labels meet the one before that: a stretch of blanks and boundaries, then a label and
/// blanks by turns; between words a state that is entered by a boundary and holds blanks and boundaries.
/// </remarks>
internal sealed class TextLattice(int blankId, int boundaryId)
{
    private readonly List<State> _states = [];
    private double[] _scores = [];

    private enum StateKind
    {
        /// <summary>Blanks and boundaries in any order, perhaps none.</summary>
        Stretch,
        Label,
        Blank,

        /// <summary>A boundary, then blanks and boundaries.</summary>
        Boundary,
    }

    private readonly record struct State(StateKind Kind, int Token, bool MaySkip);

    /// <summary>Natural log of the summed probability; −∞ when the frames cannot hold the labels.</summary>
    /// <param name="emissions">Natural-log probabilities [T, V].</param>
    /// <param name="labels">Tokens without blanks, boundaries single and inside.</param>
    public double LogProbability(Emissions emissions, IReadOnlyList<int> labels)
    {
        Build(labels);
        if (_scores.Length < _states.Count) _scores = new double[_states.Count * 2];
        Array.Fill(_scores, double.NegativeInfinity, 0, _states.Count);
        _scores[0] = 0;
        for (var t = 0; t < emissions.FrameCount; t++) Advance(emissions.Frame(t));
        return labels.Count == 0 ? _scores[0] : LogSpace.Add(_scores[_states.Count - 1], _scores[_states.Count - 2]);
    }

    private void Build(IReadOnlyList<int> labels)
    {
        _states.Clear();
        _states.Add(new State(StateKind.Stretch, blankId, MaySkip: false));
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i] == boundaryId)
            {
                // The blank before it may be passed over.
                _states.Add(new State(StateKind.Boundary, boundaryId, MaySkip: true));
                continue;
            }

            var follows = i > 0 && labels[i - 1] != boundaryId;
            _states.Add(new State(StateKind.Label, labels[i], MaySkip: follows && labels[i - 1] != labels[i]));
            _states.Add(i == labels.Count - 1 ? new State(StateKind.Stretch, blankId, MaySkip: false) : new State(StateKind.Blank, blankId, MaySkip: false));
        }
    }

    private void Advance(ReadOnlySpan<float> frame)
    {
        var either = boundaryId < 0 ? frame[blankId] : LogSpace.Add(frame[blankId], frame[boundaryId]);
        // From the last to the first: a state is reached from what stood before this frame.
        for (var s = _states.Count - 1; s >= 0; s--)
        {
            var state = _states[s];
            var loose = state.Kind is StateKind.Stretch or StateKind.Boundary;
            var score = _scores[s] + (loose ? either : frame[state.Token]);
            if (s > 0)
            {
                var entered = state.MaySkip ? LogSpace.Add(_scores[s - 1], _scores[s - 2]) : _scores[s - 1];
                score = LogSpace.Add(score, entered + (state.Kind == StateKind.Stretch ? either : frame[state.Token]));
            }

            _scores[s] = score;
        }
    }
}
