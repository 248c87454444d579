using HubertAsr.Decoding;
using HubertAsr.Evaluation.Calibration;

namespace HubertAsr.Tests.Evaluation;

public sealed class PlattFitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_curve_that_made_the_words_is_found_again()
    {
        var made = new PlattCurve(0.6, -0.8);
        var random = new Random(5);
        var words = Enumerable.Range(0, 20_000).Select(_ => random.NextDouble()).Select(confidence => new WordOutcome(confidence, random.NextDouble() < made.Apply(confidence))).ToList();

        var fitted = PlattFit.Fit(words);

        Assert.Equal(made.Slope, fitted.Slope, 0.05);
        Assert.Equal(made.Intercept, fitted.Intercept, 0.06);
    }

    [Fact]
    public void Confidence_that_says_the_opposite_gives_the_share_of_right_words_and_nothing_else()
    {
        WordOutcome[] words = [new(0.9, false), new(0.8, false), new(0.2, true), new(0.1, true)];

        var fitted = PlattFit.Fit(words);

        Assert.Equal((0, 0.5), (fitted.Slope, fitted.Apply(0.99)));
    }

    [Fact]
    public void Words_that_are_all_right_give_a_finite_curve()
    {
        Assert.InRange(PlattFit.Fit([new(0.7, true), new(0.9, true), new(1, true)]).Apply(0.9), 0.5, 0.999);
    }

    [Theory]
    [InlineData("platt")]
    [InlineData("isotonic")]
    public void A_fit_survives_its_file_and_says_what_it_was_fitted_on(string method)
    {
        var fitted = CalibrationFit.Fit(method, [new(0.2, false), new(0.5, true), new(0.6, false), new(0.9, true)], "dev")!;
        fitted.Save(_folder.File("calibration.json"));

        var read = ConfidenceCalibration.Load(_folder.File("calibration.json"));

        Assert.Equal((method, "dev", 4), (read.Method, read.FittedOn, read.Words));
        Assert.All([0.0, 0.3, 0.55, 1.0], raw => Assert.Equal(fitted.Apply(raw), read.Apply(raw), 1e-12));
    }

    [Fact]
    public void A_falling_curve_in_a_file_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => ConfidenceCalibration.Load(_folder.Write("c.json", """{"method":"platt","slope":-1,"intercept":0}""")));
    }
}
