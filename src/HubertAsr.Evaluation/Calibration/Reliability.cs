namespace HubertAsr.Evaluation.Calibration;

/// <summary>One bin of confidences.</summary>
/// <param name="Confidence">Mean confidence of its words.</param>
/// <param name="Right">Share of them that are right.</param>
/// <param name="Count">Words.</param>
public readonly record struct ReliabilityBin(double Confidence, double Right, int Count);

/// <summary>How far confidences can be believed.</summary>
/// <param name="Bins">Ten of equal width; empty ones left out.</param>
/// <param name="ExpectedCalibrationError">Mean distance of confidence and share right, weighted by words.</param>
public sealed record Reliability(IReadOnlyList<ReliabilityBin> Bins, double ExpectedCalibrationError)
{
    private const int BinCount = 10;

    /// <summary>Null for no words.</summary>
    public static Reliability? Of(IReadOnlyList<WordOutcome> words)
    {
        if (words.Count == 0) return null;
        ReliabilityBin[] bins =
        [
            .. words.GroupBy(word => Math.Min((int)(word.Confidence * BinCount), BinCount - 1)).OrderBy(bin => bin.Key)
                .Select(bin => new ReliabilityBin(bin.Average(word => word.Confidence), bin.Average(word => word.IsRight ? 1.0 : 0), bin.Count())),
        ];
        return new Reliability(bins, bins.Sum(bin => Math.Abs(bin.Confidence - bin.Right) * bin.Count) / words.Count);
    }
}
