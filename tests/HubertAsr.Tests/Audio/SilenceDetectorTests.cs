using HubertAsr.Audio;

namespace HubertAsr.Tests.Audio;

public sealed class SilenceDetectorTests
{
    private const int RateHz = 16000;
    private const int Tolerance = RateHz / 100;

    [Fact]
    public void A_pause_between_two_sounds_is_found_with_its_hangover_left_out()
    {
        var samples = Sound((2.0, 0.3), (1.0, 0.001), (2.0, 0.3));

        var pause = Assert.Single(new SilenceDetector(new() { SilenceHangoverSeconds = 0.1 }).Find(samples, RateHz));

        Assert.InRange(pause.Start, (2.1 * RateHz) - Tolerance, (2.1 * RateHz) + Tolerance);
        Assert.InRange(pause.End, (2.9 * RateHz) - Tolerance, (2.9 * RateHz) + Tolerance);
    }

    [Fact]
    public void Digital_silence_has_no_hangover()
    {
        var pause = Assert.Single(new SilenceDetector(new()).Find(Sound((2.0, 0.3), (1.0, 0.0), (2.0, 0.3)), RateHz));

        Assert.Equal(new SampleRange(2 * RateHz, 3 * RateHz), pause);
    }

    [Fact]
    public void The_noise_floor_follows_a_recording_that_grows_louder()
    {
        var quiet = Sound((2.0, 0.03), (1.0, 0.0003), (2.0, 0.03));
        var loud = Sound((2.0, 0.9), (1.0, 0.02), (2.0, 0.9));
        float[] samples = [.. quiet, .. loud];

        Assert.Equal(2, new SilenceDetector(new()).Find(samples, RateHz).Count);
    }

    [Fact]
    public void A_pause_shorter_than_asked_for_is_none() =>
        Assert.Empty(new SilenceDetector(new() { SilenceHangoverSeconds = 0.1, MinSilenceSeconds = 0.2 }).Find(Sound((1.0, 0.3), (0.3, 0.001), (1.0, 0.3)), RateHz));

    [Fact]
    public void An_offset_of_the_microphone_is_silent_and_does_not_hide_a_pause()
    {
        float[] samples = [.. Sound((2.0, 0.3), (1.0, 0.0), (2.0, 0.3)).Select(sample => sample + 0.4f)];

        Assert.Single(new SilenceDetector(new()).Find(samples, RateHz));
        Assert.True(new SilenceDetector(new()).IsSilent([.. Enumerable.Repeat(0.4f, RateHz)], RateHz));
    }

    [Fact]
    public void Silence_reaches_to_the_ends_of_the_recording()
    {
        var samples = Sound((1.0, 0.0), (1.0, 0.3), (1.003, 0.0));

        var silences = new SilenceDetector(new()).Find(samples, RateHz);

        Assert.Equal([0L, samples.Length], [silences[0].Start, silences[^1].End]);
        Assert.Equal(new SampleRange(0, RateHz), Assert.Single(new SilenceDetector(new()).Find(new float[RateHz], RateHz)));
        Assert.True(new SilenceDetector(new()).IsSilent(new float[1], RateHz));
    }

    [Theory]
    [InlineData(0.03, 0.125)] // 3.5 dB above the quietest
    [InlineData(0.06, 0.205)] // 9.5 dB
    public void The_first_quiet_place_is_the_middle_of_the_first_ten_milliseconds_about_as_quiet_as_the_quietest_whatever_the_offset(double firstPeak, double seconds)
    {
        var samples = Sound((0.1, 0.3), (0.02, 0.2), (0.01, firstPeak), (0.07, 0.3), (0.01, 0.02), (0.1, 0.3));

        Assert.Equal(seconds * RateHz, SilenceDetector.FirstQuietPlace([.. samples.Select(sample => sample + 0.5f)], RateHz));
    }

    [Fact]
    public void The_first_quiet_place_is_the_middle_of_what_is_too_short_and_the_first_of_silence()
    {
        Assert.Equal(0, SilenceDetector.FirstQuietPlace([], RateHz));
        Assert.Equal(50, SilenceDetector.FirstQuietPlace(new float[100], RateHz));
        Assert.Equal(0.005 * RateHz, SilenceDetector.FirstQuietPlace(new float[RateHz], RateHz));
        Assert.Equal(0.005 * RateHz, SilenceDetector.FirstQuietPlace(Sound((0.015, 0.0), (0.005, 0.3)), RateHz)); // ends in the middle of ten milliseconds
    }

    /// <summary>Noise of given peak levels one after the other.</summary>
    private static float[] Sound(params (double Seconds, double Peak)[] parts)
    {
        var random = new Random(1);
        return [.. parts.SelectMany(part => Enumerable.Range(0, (int)(part.Seconds * RateHz)).Select(_ => (float)(part.Peak * ((2 * random.NextDouble()) - 1))))];
    }
}
