using HubertAsr.Training;

namespace HubertAsr.Tests.Training;

[Collection(nameof(OneTrainingAtATime))]
public sealed class SilenceTrimmerTests
{
    [Fact]
    public void Silent_ends_are_cut_off_and_counted()
    {
        var samples = new float[48_000];
        for (var i = 16_000; i < 32_000; i++) samples[i] = 0.3f * MathF.Sin(0.2f * i);
        var trimmed = new SilenceTrimmer().Trim(new LabelledWaveform("u", samples, [1]));
        Assert.InRange(trimmed.Samples.Length, 16_000, 24_000);
        Assert.Equal(samples.Length, trimmed.Samples.Length + trimmed.TrimmedSamples);
        Assert.Equal(100 + trimmed.TrimmedSamples, new SilenceTrimmer().Trim(new LabelledWaveform("u", samples, [1]) { TrimmedSamples = 100 }).TrimmedSamples);
        Assert.Contains(0.3f, trimmed.Samples.Select(sample => MathF.Round(sample, 2)));
    }

    [Theory]
    [InlineData(false)] // nothing but silence
    [InlineData(true)]  // nothing but sound
    public void What_has_no_silent_ends_is_left_as_it_is(bool isLoud)
    {
        var samples = new float[16_000];
        if (isLoud) for (var i = 0; i < samples.Length; i++) samples[i] = 0.3f * MathF.Sin(0.2f * i);
        var utterance = new LabelledWaveform("u", samples, [1]);
        Assert.Same(utterance, new SilenceTrimmer().Trim(utterance));
    }

    [Fact]
    public void The_realised_shares_of_masks_and_trimmed_silence_are_in_line_and_metrics()
    {
        using var corpus = new SyntheticCorpus();
        var options = new TrainOptions { MaxUpdates = 2, MaxBatchSeconds = 2.5, MaxSeconds = 2.5, MinSeconds = 0.1, LogEveryUpdates = 1, ValidateEveryUpdates = 2, LoaderThreads = 1, TrimSilence = true };
        var job = corpus.Job(options);
        using var model = job.Objective.Model;
        var lines = new List<string>();
        new Trainer(job, new Observer(lines)).Run();
        Assert.All(lines, line => Assert.Matches(@"  eta \d\d:\d\d  masked \d+% of frames, \d+% of channels$", line));
        var rows = File.ReadAllLines(Path.Combine(corpus.Root, "train", "metrics.csv")).Select(row => row.Split(',')).ToList();
        foreach (var name in new[] { "masked_share", "masked_channel_share" })
            Assert.InRange(double.Parse(rows[1][Array.IndexOf(rows[0], name)], System.Globalization.CultureInfo.InvariantCulture), 0.01, 0.3);
        Assert.InRange(double.Parse(rows[1][Array.IndexOf(rows[0], "trimmed_share")], System.Globalization.CultureInfo.InvariantCulture), 0, 0.5);
    }

    private sealed class Observer(List<string> lines) : IProgress<TrainingEvent>
    {
        public void Report(TrainingEvent value)
        {
            if (value is StepReport report) lines.Add(report.ToString());
        }
    }
}
