namespace HubertAsr.Evaluation.Statistics;

/// <summary>A stream of draws that is the same on every machine and runtime (SplitMix64).</summary>
internal struct DrawSequence(long seed, int stream)
{
    private ulong _state = unchecked((ulong)seed * 0x9E3779B97F4A7C15 + (ulong)stream * 0xD1B54A32D192ED03 + 1);

    /// <summary>An integer in [0, <paramref name="count"/>).</summary>
    public int Next(int count)
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        // Multiply-shift: bias below 2⁻³² × count, far under what resampling can show.
        return (int)((z >> 32) * (ulong)count >> 32);
    }
}
