namespace HubertAsr.Models;

/// <summary>Lets the threads of tensor operations sleep while they wait for each other, instead of spinning.</summary>
/// <remarks>libtorch's GNU OpenMP spins at the end of every operation until its last thread is there. Where other programs want the cores too, the last thread
/// is one that nobody runs because the others spin: training the demo on two busy cores went at 2 s of audio a second spinning and at 35 sleeping. On idle cores
/// sleeping costs the nano model up to a tenth.</remarks>
public static class ThreadPolicy
{
    private static readonly Lazy<bool> _applied = new(() => NativeVariable.SetDefault("OMP_WAIT_POLICY", "PASSIVE"));

    /// <summary>Applies the policy once in the process; to be called before libtorch is loaded, which reads it then. A variable <c>OMP_WAIT_POLICY</c> that the user has set stays.</summary>
    /// <returns>False where there is no such variable to set: outside Linux.</returns>
    public static bool Apply() => _applied.Value;
}
