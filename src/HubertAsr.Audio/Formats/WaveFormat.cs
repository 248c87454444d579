using System.Buffers.Binary;

namespace HubertAsr.Audio.Formats;

/// <summary>The chunk <c>fmt </c>.</summary>
internal sealed record WaveFormat(int Code, int Channels, int SampleRateHz, int SampleBits)
{
    private const int Pcm = 1;
    private const int Float = 3;
    private const int Extensible = 0xFFFE;

    // Outside these a header is damaged, not unusual.
    private const int MinSampleRateHz = 1000;
    private const int MaxSampleRateHz = 768_000;

    public static WaveFormat Parse(ReadOnlySpan<byte> bytes, string name)
    {
        int code = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        int frameBytes = BinaryPrimitives.ReadUInt16LittleEndian(bytes[12..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(bytes[14..]);
        // The first two bytes of the sub-format's GUID are the code that a plain header would have.
        if (code == Extensible && bytes.Length >= 26) code = BinaryPrimitives.ReadUInt16LittleEndian(bytes[24..]);

        if (channels == 0) throw new InvalidDataException($"{name}: the header says 0 channels; at least 1 was expected. The header is damaged.");
        if (rate is < MinSampleRateHz or > MaxSampleRateHz)
        {
            throw new InvalidDataException(
                $"{name}: the header says {rate} Hz; {MinSampleRateHz} to {MaxSampleRateHz} were expected. The header is damaged.");
        }
        // 12 and 20 bits lie left-justified in the next whole byte: the container is what is read.
        if (code is Pcm or Float) bits = 8 * ((bits + 7) / 8);
        if (code is Pcm or Float && frameBytes != channels * bits / 8)
        {
            throw new InvalidDataException(
                $"{name}: the header says {frameBytes} bytes a frame; {channels} channels of {bits} bits take {channels * bits / 8}. The header is damaged.");
        }
        return new WaveFormat(code, channels, (int)rate, bits);
    }

    /// <returns>Null for a codec.</returns>
    public SampleEncoding? Encoding(string name) => (Code, SampleBits) switch
    {
        (Pcm, 8) => SampleEncoding.Unsigned8,
        (Pcm, 16) => SampleEncoding.Signed16,
        (Pcm, 24) => SampleEncoding.Signed24,
        (Pcm, 32) => SampleEncoding.Signed32,
        (Float, 32) => SampleEncoding.Float32,
        (Float, 64) => SampleEncoding.Float64,
        (Pcm or Float, _) => throw new InvalidDataException(
            $"{name}: {SampleBits} bits a sample; 8, 16, 24 or 32 (integer), 32 or 64 (float) were expected. The header is damaged."),
        _ => null,
    };
}
