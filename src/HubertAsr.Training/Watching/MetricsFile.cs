using System.Globalization;

namespace HubertAsr.Training;

/// <summary><c>metrics.csv</c>: a row a log interval and a row a validation, cells of the other kind empty; flushed row by row.</summary>
internal sealed class MetricsFile : IDisposable
{
    private static readonly string[] _always = ["update", "loss", "learning_rate", "gradient_norm", "audio_seconds_per_second"];

    private readonly string[] _columns;
    private readonly string _path;
    private readonly StreamWriter _writer;

    /// <summary>Opens the file; rows after the update a run is resumed from are cut off, since they will be written again.</summary>
    /// <param name="path">The file.</param>
    /// <param name="figures">Columns of the objective.</param>
    /// <param name="resumedUpdate">The update the run goes on after; 0 for a new one.</param>
    public MetricsFile(string path, IEnumerable<string> figures, int resumedUpdate)
    {
        var before = File.Exists(path) ? File.ReadLines(path).Select(row => row.Split(',')).ToList() : [];
        var known = before.Count > 0 ? before[0] : [];
        // A run that goes on with other options may have other figures: the old ones stay where they are.
        (_path, _columns) = (path, [.. _always, .. figures.Except(_always), .. known.Except([.. _always, .. figures])]);
        var kept = before.Skip(1).Where(row => IsWhole(row, known) && int.Parse(row[0], CultureInfo.InvariantCulture) <= resumedUpdate)
            .Select(row => known.Zip(row).ToDictionary(cell => cell.First, cell => cell.Second));
        var temporary = path + ".new";
        File.WriteAllLines(temporary, [string.Join(',', _columns), .. kept.Select(row => string.Join(',', _columns.Select(column => row.GetValueOrDefault(column, ""))))]);
        File.Move(temporary, path, overwrite: true);
        _writer = new StreamWriter(path, append: true) { AutoFlush = true };
    }

    public void Write(StepReport report) => WriteRow(new Dictionary<string, double>(report.Figures)
    {
        ["update"] = report.Update,
        ["loss"] = report.Loss,
        ["learning_rate"] = report.LearningRate,
        ["gradient_norm"] = report.GradientNorm,
        ["audio_seconds_per_second"] = report.AudioSecondsPerSecond,
    });

    public void Write(ValidationReport report) => WriteRow(new Dictionary<string, double>(report.Figures) { ["update"] = report.Update });

    /// <summary>All rows, the cells each has by column.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, double>> Read()
        => [.. File.ReadLines(_path).Skip(1).Select(row => _columns.Zip(row.Split(','))
            .Where(cell => cell.Second.Length > 0)
            .ToDictionary(cell => cell.First, cell => double.Parse(cell.Second, CultureInfo.InvariantCulture)))];

    public void Dispose() => _writer.Dispose();

    private void WriteRow(Dictionary<string, double> cells)
        => _writer.WriteLine(string.Join(',', _columns.Select(column => cells.TryGetValue(column, out var cell) ? cell.ToString("R", CultureInfo.InvariantCulture) : "")));

    /// <summary>False for a row that a kill cut short.</summary>
    private static bool IsWhole(string[] row, string[] columns) => row.Length == columns.Length && int.TryParse(row[0], CultureInfo.InvariantCulture, out _);
}
