namespace HubertAsr.Decoding;

/// <summary>A rising map of [0, 1] to [0, 1]: raw confidence to the probability of being right.</summary>
public abstract record CalibrationCurve
{
    /// <summary>The probability of being right for a raw confidence in [0, 1].</summary>
    public abstract double Apply(double raw);
}

/// <summary>Straight lines between points, level beyond the first and the last: what an isotonic fit gives.</summary>
public sealed record PiecewiseCurve : CalibrationCurve
{
    private readonly double[] _raw;
    private readonly double[] _probabilities;

    /// <param name="points">At least one point; raw values rise, probabilities do not fall.</param>
    /// <exception cref="ArgumentException">Points out of order or outside [0, 1].</exception>
    public PiecewiseCurve(IReadOnlyList<(double Raw, double Probability)> points)
    {
        _raw = [.. points.Select(point => point.Raw)];
        _probabilities = [.. points.Select(point => point.Probability)];
        if (points.Count == 0 || _raw.Concat(_probabilities).Any(value => value is not (>= 0 and <= 1)))
            throw new ArgumentException($"{points.Count} points; at least one, all in [0, 1], expected");
        for (var i = 1; i < points.Count; i++)
            if (_raw[i] <= _raw[i - 1] || _probabilities[i] < _probabilities[i - 1])
                throw new ArgumentException($"point {i + 1} does not rise above point {i}");
    }

    public IEnumerable<(double Raw, double Probability)> Points => _raw.Zip(_probabilities);

    /// <inheritdoc/>
    public override double Apply(double raw)
    {
        var at = Array.BinarySearch(_raw, raw);
        if (at >= 0) return _probabilities[at];
        at = ~at;
        if (at == 0) return _probabilities[0];
        if (at == _raw.Length) return _probabilities[^1];
        var share = (raw - _raw[at - 1]) / (_raw[at] - _raw[at - 1]);
        return _probabilities[at - 1] + (share * (_probabilities[at] - _probabilities[at - 1]));
    }
}

/// <summary>A logistic curve over the confidence's log odds: Platt scaling. Slope 1 and intercept 0 change nothing.</summary>
public sealed record PlattCurve : CalibrationCurve
{
    // Certainty has no finite odds.
    private const double Certain = 1e-6;

    /// <param name="slope">Not negative: more confidence is never less probability.</param>
    /// <param name="intercept">Log odds of being right at a confidence of one half.</param>
    /// <exception cref="ArgumentException">A falling curve, or no number.</exception>
    public PlattCurve(double slope, double intercept)
    {
        if (slope is not (>= 0 and < double.PositiveInfinity) || !double.IsFinite(intercept))
            throw new ArgumentException(FormattableString.Invariant($"slope {slope}, intercept {intercept}; finite numbers, the slope not negative, expected"));
        (Slope, Intercept) = (slope, intercept);
    }

    public double Slope { get; }

    public double Intercept { get; }

    /// <summary>ln(p / (1 − p)) of a confidence, kept finite.</summary>
    public static double LogOdds(double confidence)
    {
        var inside = Math.Clamp(confidence, Certain, 1 - Certain);
        return Math.Log(inside / (1 - inside));
    }

    /// <inheritdoc/>
    public override double Apply(double raw) => 1 / (1 + Math.Exp(-(Slope * LogOdds(raw)) - Intercept));
}
