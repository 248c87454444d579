using System.Collections.Concurrent;

namespace HubertAsr.Training;

/// <summary>Keeps decoded waveforms until its budget is used up; what came too late is decoded again each epoch.</summary>
/// <param name="budgetBytes">Samples held at most, bytes.</param>
internal sealed class WaveformCache(long budgetBytes)
{
    private readonly ConcurrentDictionary<object, float[]> _held = new();
    private long _bytes;

    /// <summary>The waveform with this key, decoded if it is not held. The caller must not change it.</summary>
    public float[] Get(object key, Func<float[]> decode)
    {
        if (_held.TryGetValue(key, out var held)) return held;
        var samples = decode();
        var bytes = (long)samples.Length * sizeof(float);
        if (Interlocked.Add(ref _bytes, bytes) > budgetBytes || !_held.TryAdd(key, samples)) Interlocked.Add(ref _bytes, -bytes);
        return samples;
    }
}
