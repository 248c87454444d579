using HubertAsr.Audio;

namespace HubertAsr.Tests.Audio;

public sealed class WaveTests
{
    private static readonly byte[] _four = WaveBytes.Samples(0, 16384, -32768, 32767);

    public static TheoryData<string, int, int, byte[]> Encodings => new()
    {
        { "u8", 1, 8, [128, 192, 0, 255] },
        { "s16le", 1, 16, _four },
        { "s24le", 1, 24, [0, 0, 0, 0, 0, 0x40, 0, 0, 0x80, 0xFF, 0xFF, 0x7F] },
        { "s32le", 1, 32, [0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0x80, 0xFF, 0xFF, 0xFF, 0x7F] },
        { "f32le", 3, 32, [.. new[] { 0f, 0.5f, -1f, 1f }.SelectMany(BitConverter.GetBytes)] },
        { "f64le", 3, 64, [.. new[] { 0d, 0.5, -1, 1 }.SelectMany(BitConverter.GetBytes)] },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Every_usual_encoding_gives_the_same_samples(string encoding, int code, int bits, byte[] data)
    {
        foreach (var format in new[] { WaveBytes.Format(code, 1, 16000, bits), WaveBytes.ExtensibleFormat(code, 1, 16000, bits) })
        {
            var file = WaveBytes.File(format, WaveBytes.Chunk("data", data));

            var waveform = Read(file);

            Assert.Equal(encoding, AudioFile.ReadInfo(new MemoryStream(file), "x.wav").Encoding);
            Assert.Equal([0f, 0.5f, -1f, 1f], waveform.Samples.Select(sample => MathF.Round(sample, 1)));
            Assert.Equal(0.5f, waveform.Samples[1]);
            Assert.Equal(-1f, waveform.Samples[2]);
        }
    }

    [Fact]
    public void Chunks_of_odd_length_before_the_samples_are_passed_over_with_their_pad_byte()
    {
        var file = WaveBytes.File(
            WaveBytes.Chunk("bext", new byte[603]), WaveBytes.Format(1, 1, 16000, 16), WaveBytes.Chunk("LIST", "INFOISFT\x05\0\0\0Lavf\0"u8.ToArray()), WaveBytes.Chunk("data", _four));

        Assert.Equal([0f, 0.5f, -1f, 32767 / 32768f], Read(file).Samples);
        Assert.Equal([0f, 0.5f, -1f, 32767 / 32768f], AudioFile.Read(new ForwardStream(file), "x.wav").Samples);
    }

    [Fact]
    public void Channels_are_mixed_to_their_mean_or_taken_apart()
    {
        var file = WaveBytes.Int16(16000, 2, 16384, 0, -16384, -16384);

        Assert.Equal([0.25f, -0.5f], Read(file).Samples);
        Assert.Equal([0.5f, -0.5f], Read(file, new() { Channel = 0 }).Samples);
        Assert.Equal([0f, -0.5f], Read(file, new() { Channel = 1 }).Samples);
        Assert.Equal("x.wav: no channel 2; it has 2, counted from 0. Name one of them, or mix them.", Refusal(file, new() { Channel = 2 }));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0xFFFF_FFFFu)]
    [InlineData(0x7FFF_F000u)]
    public void A_header_written_into_a_pipe_gives_all_that_follows(uint size)
    {
        var file = WaveBytes.File(WaveBytes.Format(1, 1, 16000, 16), WaveBytes.Chunk("data", _four, size));
        WaveBytes.UInt32(size).CopyTo(file, 4);

        Assert.Equal(4, AudioFile.ReadInfo(new MemoryStream(file), "x.wav").FrameCount);
        Assert.Contains("written into a pipe", Assert.Single(AudioFile.ReadInfo(new MemoryStream(file), "x.wav").Warnings));
        Assert.Equal(4, Read(file).Samples.Length);
        if (size != 0) Assert.Equal(4, AudioFile.Read(new ForwardStream(file), "x.wav").Samples.Length);
    }

    [Fact]
    public void A_file_over_four_gigabytes_says_its_length_in_another_chunk()
    {
        byte[] ds64 = [.. new byte[8], .. BitConverter.GetBytes(8L), .. BitConverter.GetBytes(4L), .. new byte[4]];
        var file = WaveBytes.File(
            WaveBytes.Chunk("ds64", ds64), WaveBytes.Format(1, 1, 16000, 16), WaveBytes.Chunk("data", _four, uint.MaxValue), WaveBytes.Chunk("LIST", new byte[4]));
        "RF64"u8.CopyTo(file);

        Assert.Equal(4, Read(file).Samples.Length);
    }

    [Fact]
    public void A_file_cut_off_in_its_samples_is_refused_with_both_counts_or_read_as_far_as_it_goes()
    {
        var whole = WaveBytes.Int16Mono(1, 2, 3, 4, 5, 6, 7, 8);
        var file = whole[..^6];
        const string Sentence = "x.wav: the header promises 16 bytes of samples (8 frames), the file holds 10 (5 frames)";

        Assert.Equal($"{Sentence}. The file was cut off: copy it again.", Refusal(file));
        Assert.Equal(5, Read(file, new() { AcceptTruncated = true }).Samples.Length);
        Assert.Equal([$"{Sentence}; those were taken."], AudioFile.ReadInfo(new MemoryStream(file), "x.wav", new() { AcceptTruncated = true }).Warnings);

        var unseen = Assert.Throws<InvalidDataException>(() => AudioFile.Read(new ForwardStream(file), "x.wav"));
        Assert.Equal("x.wav: 10 bytes of samples; the header promises 16. The file was cut off: copy it again.", unseen.Message);
        Assert.Equal(5, AudioFile.Read(new ForwardStream(file), "x.wav", new() { AcceptTruncated = true }).Samples.Length);
    }

    [Fact]
    public void A_part_is_read_without_the_rest_and_never_beyond_the_end()
    {
        var file = WaveBytes.Int16Mono(0, 1, 2, 3, 4, 5, 6, 7);
        float[] expected = [3 / 32768f, 4 / 32768f];

        Assert.Equal(expected, Read(file, new() { StartFrame = 3, FrameCount = 2 }).Samples);
        Assert.Equal(expected, AudioFile.Read(new ForwardStream(file), "x.wav", new() { StartFrame = 3, FrameCount = 2 }).Samples);
        Assert.Equal("x.wav: it ends at frame 8; frames [6, 10) were asked for.", Refusal(file, new() { StartFrame = 6, FrameCount = 4 }));
        Assert.Equal("x.wav: frame 8 is not in it; it has 8 frames at 16000 Hz.", Refusal(file, new() { StartFrame = 8 }));
    }

    [Fact]
    public void Headerless_samples_with_an_odd_byte_lose_the_last_byte()
    {
        byte[] odd = [.. WaveBytes.Samples(1, -2, 3), 0x7F];

        Assert.Equal([1 / 32768f, -2 / 32768f, 3 / 32768f], AudioFile.Read(new MemoryStream(odd), "E00016.pcm").Samples);
        Assert.Equal(3, AudioFile.Read(new ForwardStream(odd), "E00016.pcm").Samples.Length);
        Assert.Equal(
            ["E00016.pcm: 7 bytes are no whole number of 2-byte frames; the last 1 dropped."], AudioFile.ReadInfo(new MemoryStream(odd), "E00016.pcm").Warnings);
    }

    [Fact]
    public void Headerless_samples_are_at_the_rate_the_caller_says() =>
        Assert.Equal(8000, AudioFile.Read(new MemoryStream(_four), "x.pcm", new() { RawSampleRateHz = 8000 }).SampleRateHz);

    [Fact]
    public void What_has_no_extension_is_headerless_only_for_who_says_so() =>
        Assert.Equal(4, AudioFile.Read(new MemoryStream(_four), "-", new() { RawWithoutHeader = true }).Samples.Length);

    [Fact]
    public void The_content_decides_the_format_and_not_the_name()
    {
        Assert.Equal(8000, AudioFile.Read(new MemoryStream(WaveBytes.Int16(8000, 1, 1, 2)), "x.pcm").SampleRateHz);
        Assert.Equal(4, Read(_four, new() { RawWithoutHeader = true }).Samples.Length);
    }

    [Theory]
    [InlineData("not sound\n", "x.wav: starts with the text 'not sound '; a WAV file starts with 'RIFF'. Is it a text file with the wrong name?")]
    [InlineData("\u0001\u0002", "x.wav: starts with the bytes 0102; a WAV file starts with 'RIFF'. Headerless PCM is read under the name .pcm.")]
    [InlineData("", "x.wav: empty, 0 bytes; an audio file was expected. Copy it again.")]
    [InlineData("RIFF", "x.wav: a RIFF file without the word 'WAVE' at byte 8; it is no WAV file, or only its first bytes are there.")]
    public void What_is_no_sound_is_refused_with_what_it_is(string content, string message) =>
        Assert.Equal(message, Refusal(System.Text.Encoding.Latin1.GetBytes(content)));

    [Fact]
    public void A_damaged_header_is_refused_with_the_number_that_is_wrong()
    {
        byte[] Header(int channels, int rateHz, int bits) => WaveBytes.File(WaveBytes.Format(1, channels, rateHz, bits), WaveBytes.Chunk("data", _four));

        Assert.Equal("x.wav: no sound in it: the header is in order and 0 frames follow.", Refusal(WaveBytes.Int16Mono()));
        Assert.Equal("x.wav: the header says 0 channels; at least 1 was expected. The header is damaged.", Refusal(Header(0, 16000, 16)));
        Assert.Equal("x.wav: the header says 7 Hz; 1000 to 768000 were expected. The header is damaged.", Refusal(Header(1, 7, 16)));
        Assert.Equal("x.wav: 40 bits a sample; 8, 16, 24 or 32 (integer), 32 or 64 (float) were expected. The header is damaged.", Refusal(Header(1, 16000, 40)));
        Assert.Equal("x.wav: no chunk 'data'; found 'fmt '. The file was cut off: copy it again.", Refusal(WaveBytes.File(WaveBytes.Format(1, 1, 16000, 16))));
        Assert.Equal(
            "x.wav: the chunk 'data' comes before 'fmt '; samples without a format mean nothing.", Refusal(WaveBytes.File(WaveBytes.Chunk("data", _four))));
    }

    [Fact]
    public void A_sample_that_is_no_number_is_refused_with_its_place() => Assert.Equal(
        "x.wav: frame 2 is not a number; finite samples were expected. The program that wrote the file failed: write it again.",
        Refusal(WaveBytes.Float32Mono(16000, 0, 1, float.NaN)));

    [Fact]
    public void A_missing_file_and_a_folder_are_named()
    {
        Assert.Contains("there is no such file", Assert.Throws<FileNotFoundException>(() => AudioFile.Read("없다.wav")).Message);
        Assert.Contains("a folder", Assert.Throws<FileNotFoundException>(() => AudioFile.Read(AppContext.BaseDirectory)).Message);
    }

    private static Waveform Read(byte[] file, AudioReadOptions? options = null) => AudioFile.Read(new MemoryStream(file), "x.wav", options);

    private static string Refusal(byte[] file, AudioReadOptions? options = null) =>
        Assert.Throws<InvalidDataException>(() => Read(file, options)).Message;
}
