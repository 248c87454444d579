using HubertAsr.Audio;
using HubertAsr.Decoding;

namespace HubertAsr.Tests.Audio;

public sealed class MfccTests
{
    [Fact]
    public void Cepstra_and_their_derivatives_are_those_of_Kaldi()
    {
        using var golden = SafetensorsReader.Open(Repository.Golden("audio/mfcc.safetensors"));
        var mfcc = new Mfcc(16000);
        var waveform = golden.ReadFloats("waveform");

        AssertClose(golden.ReadFloats("mfcc"), mfcc.Cepstra(waveform));
        AssertClose(golden.ReadFloats("mfcc39"), mfcc.CepstraWithDeltas(waveform));
    }

    [Fact]
    public void Only_whole_windows_are_frames()
    {
        var mfcc = new Mfcc(16000);

        Assert.Equal([0, 1, 1, 2], new[] { 399, 400, 559, 560 }.Select(mfcc.FrameCount));
        Assert.Empty(mfcc.CepstraWithDeltas(new float[399]));
        Assert.All(mfcc.CepstraWithDeltas(new float[400]), value => Assert.True(float.IsFinite(value)));
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var worst = expected.Zip(actual, (left, right) => Math.Abs(left - right)).Max();
        Assert.True(worst < 1e-3, $"{worst} apart; 1e-3 allowed");
    }
}
