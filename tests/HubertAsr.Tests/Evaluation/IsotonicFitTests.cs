using CsCheck;
using HubertAsr.Decoding;
using HubertAsr.Evaluation.Calibration;

namespace HubertAsr.Tests.Evaluation;

public sealed class IsotonicFitTests
{
    [Fact]
    public void Shares_that_rise_are_kept_and_shares_that_fall_are_pooled()
    {
        WordOutcome[] words = [new(0.1, false), new(0.1, false), new(0.5, true), new(0.6, false), new(0.9, true)];

        Assert.Equal([(0.1, 0.0), (0.55, 0.5), (0.9, 1.0)], IsotonicFit.Fit(words));
    }

    [Fact]
    public void A_fit_is_a_calibration_that_the_decoder_reads()
    {
        var words = Gen.Select(Gen.Int[0, 20].Select(number => number / 20.0), Gen.Bool, (confidence, isRight) => new WordOutcome(confidence, isRight)).Array[1, 60];

        words.Sample(seen =>
        {
            var points = IsotonicFit.Fit(seen);
            var calibration = new ConfidenceCalibration(points);

            Assert.All(points, point => Assert.Equal(point.Probability, calibration.Apply(point.Raw), 1e-12));
            Assert.Equal(seen.Count(word => word.IsRight), Pools(points, seen), 1e-6);
        }, iter: 200, threads: 1);
    }

    /// <summary>A pool's share times its size is the number of right words in it: nothing is lost by pooling.</summary>
    private static double Pools(IReadOnlyList<(double Raw, double Probability)> points, WordOutcome[] seen)
    {
        // Each word belongs to the pool whose mean confidence splits the sorted words as the pools do: rebuild by counting.
        var sorted = seen.OrderBy(word => word.Confidence).ToList();
        double right = 0;
        var taken = 0;
        foreach (var (raw, probability) in points)
        {
            var count = Enumerable.Range(1, sorted.Count - taken).First(n => Math.Abs(sorted.Skip(taken).Take(n).Average(word => word.Confidence) - raw) < 1e-12
                && (taken + n == sorted.Count || sorted[taken + n].Confidence > sorted[taken + n - 1].Confidence));
            right += probability * count;
            taken += count;
        }

        return right;
    }
}
