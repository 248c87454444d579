using System.Text.Json;

namespace HubertAsr.Decoding;

/// <summary>Turns raw confidences into probabilities of being right, by a curve fitted on a set that is not the one it is used on.</summary>
/// <remarks>
/// The file is JSON: <c>{"method": "isotonic", "points": [[raw, probability], …]}</c>, both rising, all in [0, 1], or
/// <c>{"method": "platt", "slope": …, "intercept": …}</c>; <c>fitted_on</c> and <c>words</c> say on what. Without <c>method</c> there are points.
/// </remarks>
public sealed class ConfidenceCalibration(CalibrationCurve curve)
{
    /// <summary>An isotonic fit.</summary>
    /// <param name="points">At least one point; raw values rise, probabilities do not fall.</param>
    /// <exception cref="ArgumentException">Points out of order or outside [0, 1].</exception>
    public ConfidenceCalibration(IReadOnlyList<(double Raw, double Probability)> points) : this(new PiecewiseCurve(points))
    {
    }

    public CalibrationCurve Curve => curve;

    /// <summary><c>isotonic</c> or <c>platt</c>.</summary>
    public string Method => curve is PlattCurve ? "platt" : "isotonic";

    /// <summary>The split it was fitted on; empty when unknown.</summary>
    public string FittedOn { get; init; } = "";

    /// <summary>How many words it was fitted on; 0 when unknown.</summary>
    public int Words { get; init; }

    /// <summary>Reads a calibration file.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">Not such a file.</exception>
    public static ConfidenceCalibration Load(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file; a calibration expected.", path);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            var root = document.RootElement;
            return new ConfidenceCalibration(ReadCurve(root))
            {
                FittedOn = root.TryGetProperty("fitted_on", out var set) ? set.GetString() ?? "" : "",
                Words = root.TryGetProperty("words", out var words) ? words.GetInt32() : 0,
            };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{path}: {error.Message}; {{\"points\": [[raw, probability], …]}} or {{\"method\": \"platt\", \"slope\": …, \"intercept\": …}} expected.", error);
        }
    }

    /// <summary>Writes a file that <see cref="Load"/> reads.</summary>
    public void Save(string path)
    {
        var content = new Dictionary<string, object> { ["method"] = Method, ["fitted_on"] = FittedOn, ["words"] = Words };
        if (curve is PlattCurve platt) (content["slope"], content["intercept"]) = (platt.Slope, platt.Intercept);
        else content["points"] = ((PiecewiseCurve)curve).Points.Select(point => new[] { point.Raw, point.Probability });
        File.WriteAllText(path + ".partial", JsonSerializer.Serialize(content));
        File.Move(path + ".partial", path, overwrite: true);
    }

    /// <summary>The probability of being right for a raw confidence in [0, 1].</summary>
    public double Apply(double raw) => curve.Apply(raw);

    private static CalibrationCurve ReadCurve(JsonElement root)
    {
        var method = root.TryGetProperty("method", out var name) ? name.GetString() : "isotonic";
        return method switch
        {
            "isotonic" => new PiecewiseCurve([.. Member(root, "points").EnumerateArray().Select(Pair)]),
            "platt" => new PlattCurve(Member(root, "slope").GetDouble(), Member(root, "intercept").GetDouble()),
            _ => throw new FormatException($"method '{method}'; isotonic or platt expected"),
        };
    }

    private static JsonElement Member(JsonElement root, string name) => root.TryGetProperty(name, out var member) ? member : throw new FormatException($"no '{name}' in it");

    private static (double Raw, double Probability) Pair(JsonElement point) =>
        point.GetArrayLength() == 2 ? (point[0].GetDouble(), point[1].GetDouble()) : throw new FormatException($"a point of {point.GetArrayLength()} numbers; [raw, probability] expected");
}
