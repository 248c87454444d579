using System.Text.Json;

namespace HubertAsr.Decoding;

/// <summary>Turns raw confidences into probabilities of being right: piecewise linear between points fitted on a dev set.</summary>
/// <remarks>The file is JSON: <c>{"points": [[raw, probability], …]}</c>, both rising, all in [0, 1].</remarks>
public sealed class ConfidenceCalibration
{
    private readonly double[] _raw;
    private readonly double[] _probabilities;

    /// <param name="points">At least one point; raw values rise, probabilities do not fall.</param>
    /// <exception cref="ArgumentException">Points out of order or outside [0, 1].</exception>
    public ConfidenceCalibration(IReadOnlyList<(double Raw, double Probability)> points)
    {
        _raw = [.. points.Select(point => point.Raw)];
        _probabilities = [.. points.Select(point => point.Probability)];
        if (points.Count == 0 || _raw.Concat(_probabilities).Any(value => value is not (>= 0 and <= 1)))
            throw new ArgumentException($"{points.Count} points; at least one, all in [0, 1], expected");
        for (var i = 1; i < points.Count; i++)
            if (_raw[i] <= _raw[i - 1] || _probabilities[i] < _probabilities[i - 1])
                throw new ArgumentException($"point {i + 1} does not rise above point {i}");
    }

    /// <summary>Reads a calibration file.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">Not such a file.</exception>
    public static ConfidenceCalibration Load(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file; a calibration expected.", path);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            return new ConfidenceCalibration([.. document.RootElement.GetProperty("points").EnumerateArray().Select(point => (point[0].GetDouble(), point[1].GetDouble()))]);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException or ArgumentException)
        {
            throw new InvalidDataException($"{path}: {error.Message}; {{\"points\": [[raw, probability], …]}} expected.", error);
        }
    }

    /// <summary>Writes a file that <see cref="Load"/> reads.</summary>
    public void Save(string path) =>
        File.WriteAllText(path, JsonSerializer.Serialize(new { points = _raw.Zip(_probabilities, (raw, probability) => new[] { raw, probability }) }));

    /// <summary>The probability of being right for a raw confidence in [0, 1].</summary>
    public double Apply(double raw)
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
