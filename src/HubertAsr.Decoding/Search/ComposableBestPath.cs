namespace HubertAsr.Decoding;

/// <summary>
/// Best-path decoding among the paths whose jamo compose to syllables: Viterbi over the last label and whether a blank came after it. Where the best path of
/// all composes, it is that one. [Graves06] §3.2
/// </summary>
internal sealed class ComposableBestPath(TokenTable table)
{
    // Silence is always possible, whatever the emissions exclude.
    private const double FloorLogProb = -1000;

    private static readonly HangulRole[] _roles = Enum.GetValues<HangulRole>();

    // A state is the last label, V for none yet; from V + 1 on the same with a blank after it.
    private readonly int _silent = table.Count + 1;

    /// <returns>Labels without blanks, and the log probability of their path.</returns>
    public FoundPrefix Find(Emissions emissions)
    {
        var scores = new double[2 * _silent];
        Array.Fill(scores, double.NegativeInfinity);
        scores[_silent + table.Count] = 0;
        var origins = new int[emissions.FrameCount][];
        for (var frame = 0; frame < emissions.FrameCount; frame++) (scores, origins[frame]) = Advance(scores, emissions.Frame(frame));

        var last = Enumerable.Range(0, scores.Length).Where(state => table.CanEnd(LabelOf(state))).MaxBy(state => scores[state]);
        return new FoundPrefix(Labels(origins, last), scores[last], 0);
    }

    private (double[] Scores, int[] Origins) Advance(double[] from, ReadOnlySpan<float> frame)
    {
        var (scores, origins) = (new double[from.Length], new int[from.Length]);
        var arrivals = Array.ConvertAll(_roles, role => BestOf(from, role));
        var blank = Math.Max(frame[table.BlankId], FloorLogProb);
        for (var label = 0; label <= table.Count; label++)
        {
            var origin = from[label] > from[_silent + label] ? label : _silent + label;
            (scores[_silent + label], origins[_silent + label]) = (from[origin] + blank, origin);
            scores[label] = double.NegativeInfinity;
            if (label == table.Count || label == table.BlankId) continue;

            // It goes on, or it follows another label or a blank.
            origin = label;
            foreach (var arrival in arrivals)
            {
                if (!HangulRoles.CanFollow(arrival.Role, table.RoleOf(label))) continue;
                var best = arrival.Best == label ? arrival.Second : arrival.Best;
                if (from[best] > from[origin]) origin = best;
            }
            (scores[label], origins[label]) = (from[origin] + frame[label], origin);
        }
        return (scores, origins);
    }

    /// <summary>The two likeliest states whose label has a role: a label must not follow itself without a blank.</summary>
    private (HangulRole Role, int Best, int Second) BestOf(double[] scores, HangulRole role)
    {
        var (best, second) = (_silent + table.BlankId, _silent + table.BlankId); // never reached
        for (var state = 0; state < scores.Length; state++)
        {
            if (table.RoleOf(LabelOf(state)) != role) continue;
            if (scores[state] > scores[best]) (best, second) = (state, best);
            else if (scores[state] > scores[second]) second = state;
        }
        return (role, best, second);
    }

    private int[] Labels(int[][] origins, int state)
    {
        var labels = new Stack<int>();
        for (var frame = origins.Length - 1; frame >= 0; frame--)
        {
            var origin = origins[frame][state];
            if (state < _silent && origin != state) labels.Push(state);
            state = origin;
        }
        return [.. labels];
    }

    /// <summary>The last label of a state, −1 for none.</summary>
    private int LabelOf(int state)
    {
        var label = state < _silent ? state : state - _silent;
        return label == table.Count ? -1 : label;
    }
}
