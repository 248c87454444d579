using HubertAsr.Audio;

namespace HubertAsr.Tests.Audio;

public sealed class ResamplerTests
{
    [Theory]
    [InlineData(8000, 16000)]
    [InlineData(22050, 16000)]
    [InlineData(44100, 16000)]
    [InlineData(48000, 16000)]
    [InlineData(192000, 16000)]
    [InlineData(16000, 48000)]
    [InlineData(11025, 16000)]
    [InlineData(15999, 16000)]
    public void A_tone_keeps_its_place_and_its_height_at_any_pair_of_rates(int fromHz, int toHz)
    {
        const double ToneHz = 1234.5;
        float[] Tone(int rateHz) => [.. Enumerable.Range(0, rateHz).Select(n => (float)(0.5 * Math.Sin(2 * Math.PI * ToneHz * n / rateHz)))];

        var result = Resampler.Resample(Tone(fromHz), fromHz, toHz);

        Assert.Equal(toHz, result.Length);
        // The tone's abrupt ends ring; inside them the error is the filter's alone.
        var inside = Tone(toHz).Zip(result).Skip(toHz / 10).Take(toHz * 8 / 10).Max(pair => Math.Abs(pair.First - pair.Second));
        Assert.InRange(inside, 0, 2e-5);
    }

    [Fact]
    public void What_the_lower_rate_cannot_hold_is_gone()
    {
        float[] tone = [.. Enumerable.Range(0, 48000).Select(n => (float)Math.Sin(2 * Math.PI * 8200 * n / 48000))];

        Assert.InRange(Resampler.Resample(tone, 48000, 16000).Skip(1000).Take(14000).Max(Math.Abs), 0, 1e-4f);
    }

    [Theory]
    [InlineData(44100, 16000)]
    [InlineData(8000, 16000)]
    public void However_the_sound_is_cut_the_result_is_the_same_to_the_bit(int fromHz, int toHz)
    {
        var random = new Random(3);
        float[] samples = [.. Enumerable.Range(0, 20_011).Select(_ => (float)(random.NextDouble() - 0.5))];
        var resampler = new StreamingResampler(fromHz, toHz);
        var pieces = new List<float>();

        for (var start = 0; start < samples.Length;)
        {
            var length = Math.Min(random.Next(1, 3000), samples.Length - start);
            resampler.Push(samples.AsSpan(start, length), pieces);
            start += length;
        }
        resampler.Flush(pieces);

        Assert.Equal(Resampler.Resample(samples, fromHz, toHz), pieces);
    }

    [Fact]
    public void One_sample_becomes_as_many_as_fit_its_time()
    {
        Assert.Equal(2, Resampler.Resample([1f], 8000, 16000).Length);
        Assert.Single(Resampler.Resample([1f], 48000, 16000));
        Assert.Empty(Resampler.Resample([], 48000, 16000));
    }
}
