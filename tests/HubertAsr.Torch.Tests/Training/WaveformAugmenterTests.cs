using HubertAsr.Training;

namespace HubertAsr.Tests.Training;

public sealed class WaveformAugmenterTests
{
    private static readonly float[] _tone = Tone(1000);

    [Fact]
    public void Nothing_is_changed_unless_asked_for()
        => Assert.Same(_tone, new WaveformAugmenter(new AugmentOptions(), 1).Apply(_tone, 0, 0));

    [Theory]
    [InlineData(0.9)]
    [InlineData(1.1)]
    public void Played_faster_it_is_shorter_and_higher(double factor)
    {
        var played = WaveformAugmenter.Faster(_tone, factor);
        Assert.Equal(_tone.Length / factor, played.Length, 2.0);
        Assert.Equal(1000 * factor, Crossings(played) * 16_000.0 / (2 * played.Length), 5.0);
    }

    [Fact]
    public void Noise_has_the_ratio_asked_for()
    {
        var noise = Enumerable.Range(0, 5000).Select(i => (float)new Random(i).NextDouble() - 0.5f).ToArray();
        var noisy = WaveformAugmenter.AddNoise(_tone, noise, 10, new Random(1));
        var added = noisy.Zip(_tone, (a, b) => a - b).ToArray();
        Assert.Equal(10, 10 * Math.Log10(Power(_tone) / Power(added)), 0.01);
    }

    [Fact]
    public void A_room_that_only_delays_only_delays()
    {
        var response = new float[101];
        response[100] = 0.5f;
        var wet = WaveformAugmenter.Reverberate(_tone, response);
        var ratio = wet[4321] / _tone[4221];
        Assert.All(Enumerable.Range(100, 10_000), i => Assert.Equal(ratio * _tone[i - 100], wet[i], 1e-4));
        Assert.Equal(Power(_tone), Power(wet), 1e-4);
    }

    [Theory]
    [InlineData(100, 0.02)]
    [InlineData(1000, 0.98)]
    [InlineData(5000, 0.02)]
    public void A_telephone_carries_300_to_3400_hertz(double hz, double share)
    {
        var tone = Tone(hz);
        var kept = Power(WaveformAugmenter.Telephone(tone)) / Power(tone);
        Assert.True(share > 0.5 ? kept > share : kept < share, $"{hz} Hz: {kept:0.000} of the power");
    }

    [Fact]
    public void One_utterance_sounds_different_in_another_epoch_and_the_same_in_the_same()
    {
        var augmenter = new WaveformAugmenter(new AugmentOptions { GainDb = 6, TelephoneProb = 0.5, SpeedFactors = [0.9, 1, 1.1] }, 1);
        Assert.Equal(augmenter.Apply(_tone, 3, 1), augmenter.Apply(_tone, 3, 1));
        Assert.True(Enumerable.Range(0, 5).Select(epoch => augmenter.Apply(_tone, 3, epoch).Take(50).Sum(x => Math.Abs(x))).Distinct().Count() > 2);
    }

    [Fact]
    public void Every_speed_is_drawn_about_as_often_and_is_the_one_that_is_heard()
    {
        double[] factors = [0.8, 1, 1.25];
        var augmenter = new WaveformAugmenter(new AugmentOptions { SpeedFactors = factors }, 1);
        var drawn = Enumerable.Range(0, 3000).Select(number => augmenter.SpeedOf(number, epoch: 2)).CountBy(speed => speed).ToDictionary();
        Assert.All(factors, factor => Assert.InRange(drawn[factor], 900, 1100));
        Assert.All(Enumerable.Range(0, 9), number => Assert.Equal(_tone.Length / augmenter.SpeedOf(number, 5), augmenter.Apply(_tone, number, 5).Length, 2.0));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named_with_its_option()
    {
        var error = Assert.Throws<DirectoryNotFoundException>(() => new WaveformAugmenter(new AugmentOptions { NoiseFolder = "no/such/noises" }, 1));
        Assert.Equal("augment.noise_folder: there is no folder no/such/noises.", error.Message);
    }

    private static float[] Tone(double hz) => [.. Enumerable.Range(0, 16_000).Select(i => (float)(0.3 * Math.Sin(2 * Math.PI * hz * i / 16_000)))];

    private static double Power(float[] samples) => samples.Average(x => (double)x * x);

    private static int Crossings(float[] samples) => samples.Zip(samples.Skip(1)).Count(pair => pair.First < 0 != pair.Second < 0);
}
