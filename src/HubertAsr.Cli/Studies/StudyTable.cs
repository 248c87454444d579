using System.Globalization;
using HubertAsr.Cli.Stages;

namespace HubertAsr.Cli.Studies;

/// <summary>What a study found: one row a run, in the study's order, the lowest development CER marked.</summary>
internal sealed class StudyTable(StudyOptions study)
{
    private readonly List<Row> _rows = [];

    /// <summary>Takes up what a run left behind.</summary>
    /// <param name="run">The run.</param>
    /// <param name="exitCode">How it ended.</param>
    public void Add(StudyRun run, int exitCode)
    {
        var folder = new RunFolder(run.Folder);
        var best = BestValidation(Path.Combine(folder.Training, "metrics.csv"));
        var test = File.Exists(folder.ScoreLines) ? File.ReadLines(folder.ScoreLines).Where(line => line.StartsWith("%CER ", StringComparison.Ordinal)).ToList() : [];
        _rows.Add(new Row(run.Settings.ToDictionary(), best?.Cer, best?.Update, test, exitCode));
    }

    /// <summary>The table as text, columns aligned.</summary>
    public IEnumerable<string> Lines()
    {
        var cells = Cells().ToList();
        var widths = Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(row => row[column].Length)).ToArray();
        yield return $"study {study.Name}";
        foreach (var row in cells) yield return string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
    }

    /// <summary>The same for programs.</summary>
    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path + ".new", Cells().Select(row => string.Join(',', row.Select(Quoted))));
        File.Move(path + ".new", path, overwrite: true);
    }

    private static string Quoted(string cell) => cell.AsSpan().IndexOfAny(',', '"') < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private IEnumerable<string[]> Cells()
    {
        var keys = _rows.SelectMany(row => row.Settings.Keys).Distinct().ToList();
        var tests = _rows.Max(row => row.Test.Count);
        yield return [.. keys, "dev CER %", "at update", .. Enumerable.Range(0, tests).Select(_ => "test"), "ended"];
        var best = _rows.MinBy(row => row.Cer ?? double.PositiveInfinity);
        foreach (var row in _rows)
        {
            yield return
            [
                .. keys.Select(key => row.Settings.GetValueOrDefault(key, "as the recipe")),
                row.Cer is { } cer ? (100 * cer).ToString("0.00", CultureInfo.InvariantCulture) : "-",
                row.Update?.ToString(CultureInfo.InvariantCulture) ?? "-",
                .. Enumerable.Range(0, tests).Select(i => i < row.Test.Count ? row.Test[i] : "-"),
                row.ExitCode != ExitCode.Done ? "gave up" : row == best ? "done, best" : "done",
            ];
        }
    }

    private static (double Cer, int Update)? BestValidation(string metrics)
    {
        if (!File.Exists(metrics)) return null;
        var rows = File.ReadLines(metrics).Select(line => line.Split(',')).ToList();
        var (update, cer) = (Array.IndexOf(rows[0], "update"), Array.IndexOf(rows[0], "cer"));
        var validations = rows.Skip(1).Where(row => row.Length == rows[0].Length && cer >= 0 && row[cer].Length > 0)
            .Select(row => (double.Parse(row[cer], CultureInfo.InvariantCulture), int.Parse(row[update], CultureInfo.InvariantCulture))).ToList();
        return validations.Count == 0 ? null : validations.MinBy(row => row.Item1);
    }

    private sealed record Row(IReadOnlyDictionary<string, string> Settings, double? Cer, int? Update, IReadOnlyList<string> Test, int ExitCode);
}
