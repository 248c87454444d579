using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace HubertAsr.Evaluation;

/// <summary>Section <c>[evaluate]</c>: what is scored, and how.</summary>
public sealed record EvaluateOptions
{
    [Description("splits of the manifest that are scored, each subset or split with its own lines")]
    public string[] Splits { get; init; } = ["test"];

    [Description("scoring policy applied to both sides: verbatim, a name from eval/policies, or a TOML file")]
    public string Policy { get; init; } = "verbatim";

    [Description("known test sets, as 'score --freeze' writes them, that the scored sets must be; those of eval/testsets are held against sets of their names anyway")]
    [DataType("path")]
    public string[] TestSets { get; init; } = [];

    [Description("how calibration.json, which makes probabilities of confidences, is fitted; platt makes do with fewer words")]
    [AllowedValues("isotonic", "platt", "off")]
    public string Calibrate { get; init; } = "isotonic";

    [Description("split that the calibration is fitted on: recognised too, and not scored unless it is among the splits")]
    public string CalibrateOn { get; init; } = "dev";

    [Description("resamples for the 95 % intervals, count; 0: no intervals")]
    [Range(0, 1_000_000)]
    public int Bootstrap { get; init; } = 1000;

    [Description("seed of the resamples")]
    public long Seed { get; init; } = 1;

    [Description("manifest columns to slice by; beside them length, duration and speech_rate are computed")]
    public string[] By { get; init; } = ["speaker", "sex", "age", "region", "device", "length", "duration", "speech_rate"];

    [Description("also score each transcript against what was heard in another clip of like length: a model that hears must fail")]
    public bool Control { get; init; }

    [Description("audio decoded in one batch, seconds")]
    [Range(0.1, 3600)]
    public double BatchSeconds { get; init; } = 40;
}
