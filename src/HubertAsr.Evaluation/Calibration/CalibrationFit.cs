using HubertAsr.Decoding;

namespace HubertAsr.Evaluation.Calibration;

/// <summary>Fits how far confidences can be believed, for decoders to apply.</summary>
public static class CalibrationFit
{
    /// <param name="method"><c>isotonic</c> follows any rising shape and wants some hundred words; <c>platt</c> has two numbers and makes do with few.</param>
    /// <param name="words">What was seen on a set that is not the one reported.</param>
    /// <param name="fittedOn">That set's name.</param>
    /// <returns>Null for no words.</returns>
    public static ConfidenceCalibration? Fit(string method, IReadOnlyList<WordOutcome> words, string fittedOn) => words.Count == 0 ? null
        : new ConfidenceCalibration(method == "platt" ? PlattFit.Fit(words) : new PiecewiseCurve(IsotonicFit.Fit(words))) { FittedOn = fittedOn, Words = words.Count };
}
