namespace HubertAsr.Audio;

/// <summary>Samples <c>[Start, End)</c>.</summary>
public readonly record struct SampleRange(long Start, long End)
{
    public long Length => End - Start;

    public long Middle => Start + (Length / 2);
}
