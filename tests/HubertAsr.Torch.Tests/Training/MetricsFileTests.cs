using HubertAsr.Training;

namespace HubertAsr.Tests.Training;

public sealed class MetricsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("metrics").FullName;

    private string Path => System.IO.Path.Combine(_folder, "metrics.csv");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Rows_behind_the_checkpoint_and_a_row_cut_short_are_gone_when_a_run_goes_on()
    {
        Write(["blank_share"], resumed: 0, 1, 2, 3);
        File.AppendAllText(Path, "4,0.5");
        Write(["blank_share"], resumed: 2, 3);
        Assert.Equal(["1", "2", "3"], Column("update"));
    }

    [Fact]
    public void A_run_that_goes_on_with_other_figures_keeps_the_figures_it_had()
    {
        Write(["blank_share", "trimmed_share"], resumed: 0, 1, 2);
        Write(["blank_share", "loss_scale"], resumed: 2, 3);
        Assert.Equal(["0.1", "0.2", "0.3"], Column("blank_share"));
        Assert.Equal(["0.1", "0.2", ""], Column("trimmed_share"));
        Assert.Equal(["", "", "0.3"], Column("loss_scale"));
    }

    private void Write(string[] figures, int resumed, params int[] updates)
    {
        using var file = new MetricsFile(Path, figures, resumed);
        foreach (var update in updates)
            file.Write(new StepReport(update, 10, 1, "") { Figures = figures.ToDictionary(name => name, _ => update / 10.0) });
    }

    private string[] Column(string name)
    {
        var rows = File.ReadLines(Path).Select(row => row.Split(',')).ToList();
        return [.. rows.Skip(1).Select(row => row[Array.IndexOf(rows[0], name)])];
    }
}
