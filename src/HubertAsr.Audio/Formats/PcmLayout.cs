namespace HubertAsr.Audio.Formats;

/// <summary>How one sample is stored, little-endian.</summary>
internal enum SampleEncoding
{
    Unsigned8,
    Signed16,
    Signed24,
    Signed32,
    Float32,
    Float64,
}

/// <summary>Where the samples of a file lie, and how.</summary>
/// <param name="Encoding">How one is stored.</param>
/// <param name="Channels">How many make a frame.</param>
/// <param name="SampleRateHz">Frames a second.</param>
/// <param name="ByteCount">Bytes of samples; null when only the end of the stream will tell.</param>
internal sealed record PcmLayout(SampleEncoding Encoding, int Channels, int SampleRateHz, long? ByteCount)
{
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public int SampleBytes => Encoding switch
    {
        SampleEncoding.Unsigned8 => 1,
        SampleEncoding.Signed16 => 2,
        SampleEncoding.Signed24 => 3,
        SampleEncoding.Float64 => 8,
        _ => 4,
    };

    public int FrameBytes => SampleBytes * Channels;

    public string Name => Encoding switch
    {
        SampleEncoding.Unsigned8 => "u8",
        SampleEncoding.Signed16 => "s16le",
        SampleEncoding.Signed24 => "s24le",
        SampleEncoding.Signed32 => "s32le",
        SampleEncoding.Float32 => "f32le",
        _ => "f64le",
    };

    /// <summary>Headerless PCM, as KsponSpeech delivers it.</summary>
    public static PcmLayout Raw(long? byteCount, int sampleRateHz) => new(SampleEncoding.Signed16, 1, sampleRateHz, byteCount);
}
