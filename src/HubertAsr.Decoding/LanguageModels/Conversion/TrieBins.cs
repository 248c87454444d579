namespace HubertAsr.Decoding;

/// <summary>Bins of equal population for the values of one order; the first two backoff bins stand for none and for zero.</summary>
internal sealed class TrieBins(TrieQuantization quantization)
{
    private const int ReservedBackoffBins = 2;
    private readonly List<float> _log10 = [];
    private readonly List<float> _backoff = [];
    private float[] _log10Centers = [];
    private float[] _backoffCenters = [];

    public void Observe(float log10, float backoff)
    {
        if (quantization == TrieQuantization.Off) return;
        _log10.Add(log10);
        if (backoff != 0) _backoff.Add(backoff);
    }

    /// <summary>Fits the bins and writes their centres where the file wants them.</summary>
    public void Train(Span<float> log10, Span<float> backoff)
    {
        Fit(_log10, log10);
        _log10Centers = log10.ToArray();
        if (backoff.IsEmpty) return;
        (backoff[0], backoff[1]) = (-0f, 0f);
        Fit(_backoff, backoff[ReservedBackoffBins..]);
        _backoffCenters = backoff[ReservedBackoffBins..].ToArray();
    }

    public ulong Log10Bin(float value) => (ulong)Nearest(_log10Centers, value);

    public ulong BackoffBin(float value) =>
        value == 0 ? (BitConverter.SingleToUInt32Bits(value) == 0 ? 1u : 0u) : (ulong)(Nearest(_backoffCenters, value) + ReservedBackoffBins);

    private static void Fit(List<float> values, Span<float> centers)
    {
        values.Sort();
        var start = 0;
        for (var bin = 0; bin < centers.Length; bin++)
        {
            var finish = (int)((long)values.Count * (bin + 1) / centers.Length);
            var sum = 0.0;
            for (var i = start; i < finish; i++) sum += values[i];
            centers[bin] = finish > start ? (float)(sum / (finish - start)) : bin > 0 ? centers[bin - 1] : float.NegativeInfinity;
            start = finish;
        }
    }

    private static int Nearest(float[] centers, float value)
    {
        var above = Array.BinarySearch(centers, value);
        if (above >= 0) return above;
        above = ~above;
        if (above == 0) return 0;
        if (above == centers.Length) return centers.Length - 1;
        return value - centers[above - 1] < centers[above] - value ? above - 1 : above;
    }
}
