using HubertAsr.Decoding;

namespace HubertAsr.Evaluation.Calibration;

/// <summary>
/// The logistic curve over log odds of confidence that makes what was seen likeliest (Platt 1999, by Newton's method; his targets, drawn in by one
/// imagined word of each kind, keep the curve finite when all words were right).
/// </summary>
public static class PlattFit
{
    private const int MostSteps = 100;
    private const double Flat = 1e-9;

    /// <param name="words">At least one.</param>
    public static PlattCurve Fit(IReadOnlyList<WordOutcome> words)
    {
        double right = words.Count(word => word.IsRight), wrong = words.Count - right;
        var points = words.Select(word => (Odds: PlattCurve.LogOdds(word.Confidence), Target: word.IsRight ? (right + 1) / (right + 2) : 1 / (wrong + 2))).ToList();
        var share = points.Average(point => point.Target);
        var level = Math.Log(share / (1 - share));
        var (slope, intercept) = (0.0, level);
        for (var step = 0; step < MostSteps; step++)
        {
            var (byIntercept, bySlope) = NewtonStep(points, slope, intercept);
            var size = StepSize(points, slope, intercept, bySlope, byIntercept);
            (slope, intercept) = (slope + size * bySlope, intercept + size * byIntercept);
            if (Math.Abs(size * bySlope) + Math.Abs(size * byIntercept) < Flat) break;
        }

        // Confidence that says the opposite of the truth says nothing that may be used.
        return slope > 0 ? new PlattCurve(slope, intercept) : new PlattCurve(0, level);
    }

    private static (double ByIntercept, double BySlope) NewtonStep(List<(double Odds, double Target)> points, double slope, double intercept)
    {
        double g0 = 0, g1 = 0, h00 = Flat, h01 = 0, h11 = Flat;
        foreach (var (odds, target) in points)
        {
            var p = Sigmoid(slope * odds + intercept);
            var weight = p * (1 - p);
            g0 += target - p;
            g1 += (target - p) * odds;
            h00 += weight;
            h01 += weight * odds;
            h11 += weight * odds * odds;
        }

        var determinant = h00 * h11 - h01 * h01;
        return ((h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant);
    }

    /// <summary>The full step, or the first half, quarter … of it that does not make the words less likely.</summary>
    private static double StepSize(List<(double Odds, double Target)> points, double slope, double intercept, double bySlope, double byIntercept)
    {
        var before = Loss(points, slope, intercept);
        var size = 1.0;
        while (size > Flat && Loss(points, slope + size * bySlope, intercept + size * byIntercept) > before) size /= 2;
        return size;
    }

    private static double Loss(List<(double Odds, double Target)> points, double slope, double intercept) => points.Sum(point =>
    {
        var z = slope * point.Odds + intercept;
        // −t·ln σ(z) − (1 − t)·ln σ(−z), without overflow.
        return Math.Max(z, 0) - z * point.Target + Math.Log(1 + Math.Exp(-Math.Abs(z)));
    });

    private static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));
}
