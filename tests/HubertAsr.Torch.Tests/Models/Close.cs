namespace HubertAsr.Torch.Tests.Models;

/// <summary>Two numbers are the same when they differ by no more than the tolerance.</summary>
internal sealed class Close(float tolerance) : IEqualityComparer<float>
{
    public bool Equals(float x, float y) => Math.Abs(x - y) <= tolerance;

    public int GetHashCode(float obj) => 0;
}
