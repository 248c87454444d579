namespace HubertAsr.Training;

/// <summary>Seeds as a function of what is drawn, so that no random state need be saved to resume a run exactly.</summary>
internal static class Draw
{
    /// <summary>A well-mixed seed from the run's seed and two counters (SplitMix64's finaliser).</summary>
    public static int Seed(int seed, long first, long second = 0)
    {
        var mixed = Mix(Mix(Mix((ulong)(uint)seed) + (ulong)first) + (ulong)second);
        return (int)(mixed & 0x7FFF_FFFF);
    }

    private static ulong Mix(ulong z)
    {
        z += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
