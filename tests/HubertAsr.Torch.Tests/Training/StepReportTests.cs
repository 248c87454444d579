using HubertAsr.Models;
using HubertAsr.Training;

namespace HubertAsr.Tests.Training;

public class StepReportTests
{
    private static readonly StepReport Report = new(1200, 8000, 0.4123, "blank 61%  CER 7.8%") { AudioSecondsPerSecond = 141.2, Remaining = TimeSpan.FromSeconds(72) };

    [Fact]
    public void The_line_is_the_one_that_users_know()
        => Assert.Equal("step 1200/8000  loss 0.412  blank 61%  CER 7.8%  141 s audio/s  eta 01:12", Report.ToString());

    [Fact]
    public void Before_the_first_validation_there_is_no_error_rate()
    {
        using var model = HubertForCtc.Fresh(Synthetic.Nano, seed: 1);
        var objective = new CtcObjective(model, new PreprocessorConfig(), Synthetic.Tokenizer(Synthetic.Nano.VocabSize), new TrainOptions(), Synthetic.NoMasks);
        var figures = new Dictionary<string, double> { ["blank_share"] = 0.611 };
        Assert.Equal("blank 61%  CER -", objective.Words(figures, latest: null));
        Assert.Equal("blank 61%  CER 7.8%", objective.Words(figures, new ValidationReport(1000, 0.0779, new Dictionary<string, double> { ["cer"] = 0.0779 }, [])));
    }

    [Fact]
    public void Hours_are_told_from_minutes()
        => Assert.EndsWith("eta 26:01:12", (Report with { Remaining = new TimeSpan(26, 1, 12) }).ToString(), StringComparison.Ordinal);
}
