namespace HubertAsr.Audio.Formats;

/// <summary>Samples that are in memory already.</summary>
internal sealed class MemorySource(Waveform waveform, string name) : AudioSource(name)
{
    private int _position;

    public override AudioInfo Info { get; } = new(waveform.Samples.Length, waveform.SampleRateHz, 1, "f32");

    public override int Read(Span<float> interleaved)
    {
        var count = Math.Min(interleaved.Length, waveform.Samples.Length - _position);
        waveform.Samples.AsSpan(_position, count).CopyTo(interleaved);
        _position += count;
        return count;
    }

    public override void Skip(long frames) => _position += (int)frames;

    public override void Dispose()
    {
    }
}
