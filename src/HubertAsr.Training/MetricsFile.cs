using System.Globalization;

namespace HubertAsr.Training;

/// <summary><c>metrics.csv</c>: a row a log interval and a row a validation, cells of the other kind empty; flushed row by row.</summary>
internal sealed class MetricsFile : IDisposable
{
    private const string Header = "update,loss,learning_rate,gradient_norm,blank_share,masked_share,audio_seconds_per_second,cer,cer_without_spaces,dev_loss,dev_blank_share";

    private readonly string _path;
    private readonly StreamWriter _writer;

    /// <summary>Opens the file; rows after the update a run is resumed from are cut off, since they will be written again.</summary>
    public MetricsFile(string path, int resumedUpdate)
    {
        _path = path;
        var kept = File.Exists(path)
            ? File.ReadLines(path).Skip(1).Where(row => UpdateOf(row) is { } update && update <= resumedUpdate).ToList()
            : [];
        var temporary = path + ".new";
        File.WriteAllLines(temporary, [Header, .. kept]);
        File.Move(temporary, path, overwrite: true);
        _writer = new StreamWriter(path, append: true) { AutoFlush = true };
    }

    public void Write(StepReport report) => WriteRow(
        report.Update, report.Loss, report.LearningRate, report.GradientNorm, report.BlankShare, report.MaskedShare, report.AudioSecondsPerSecond, null, null, null, null);

    public void Write(ValidationReport report) => WriteRow(
        report.Update, null, null, null, null, null, null, report.Cer, report.CerWithoutSpaces, report.Loss, report.BlankShare);

    /// <summary>All rows, the cells each has by column.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, double>> Read()
    {
        var columns = Header.Split(',');
        return [.. File.ReadLines(_path).Skip(1).Select(row => columns.Zip(row.Split(','))
            .Where(cell => cell.Second.Length > 0)
            .ToDictionary(cell => cell.First, cell => double.Parse(cell.Second, CultureInfo.InvariantCulture)))];
    }

    public void Dispose() => _writer.Dispose();

    private void WriteRow(int update, params double?[] cells)
        => _writer.WriteLine($"{update.ToString(CultureInfo.InvariantCulture)},{string.Join(',', cells.Select(cell => cell?.ToString("R", CultureInfo.InvariantCulture)))}");

    /// <summary>Null for a row that a kill cut short.</summary>
    private static int? UpdateOf(string row)
        => row.Count(c => c == ',') == Header.Count(c => c == ',') && int.TryParse(row.AsSpan(0, row.IndexOf(',')), CultureInfo.InvariantCulture, out var update) ? update : null;
}
