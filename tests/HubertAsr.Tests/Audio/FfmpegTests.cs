using System.Diagnostics;
using HubertAsr.Audio;

namespace HubertAsr.Tests.Audio;

public sealed class FfmpegTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("소리 [1] ").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Flac_gives_the_samples_of_the_wave_it_was_made_of_whole_in_part_and_from_a_stream()
    {
        var (wave, samples) = Wave(3.0);
        var flac = Convert(wave, "한글 \"이름\".flac");

        Assert.Equal(samples, AudioFile.Read(flac).Samples);
        Assert.Equal(samples[10_001..30_004], AudioFile.Read(flac, new() { StartFrame = 10_001, FrameCount = 20_003 }).Samples);
        Assert.Equal(samples, AudioFile.Read(new ForwardStream(File.ReadAllBytes(flac)), "x.flac").Samples);
        Assert.Equal((samples.Length, 16000, 1, "flac"), Facts(AudioFile.ReadInfo(flac)));
    }

    [Fact]
    public void Many_readers_at_once_each_get_every_sample()
    {
        var (wave, samples) = Wave(3.0);
        var flac = Convert(wave, "x.flac");

        var read = new float[48][];
        Parallel.For(0, read.Length, new ParallelOptions { MaxDegreeOfParallelism = 12 }, i => read[i] = AudioFile.Read(flac).Samples);

        Assert.All(read, found => Assert.Equal(samples, found));
    }

    [Theory]
    [InlineData("mp3")]
    [InlineData("m4a")]
    [InlineData("opus")]
    [InlineData("mkv")]
    public void Lossy_formats_and_video_containers_give_about_the_same_sound(string extension)
    {
        var (wave, samples) = Wave(2.0);

        var waveform = AudioFile.Read(Convert(wave, $"x.{extension}"), new() { TargetRateHz = 16000 });

        Assert.InRange(waveform.DurationSeconds, 1.9, 2.2);
        Assert.InRange(Power(waveform.Samples) / Power(samples), 0.5, 1.5);
    }

    [Fact]
    public void A_codec_in_wave_clothes_is_read()
    {
        var (wave, samples) = Wave(1.0);

        var waveform = AudioFile.Read(Convert(wave, "ulaw.wav", "-c:a pcm_mulaw"));

        Assert.Equal(samples.Length, waveform.Samples.Length);
        Assert.All(waveform.Samples.Zip(samples), pair => Assert.InRange(pair.First - pair.Second, -0.02f, 0.02f));
    }

    [Fact]
    public void A_flac_file_cut_off_in_the_middle_is_refused_or_read_as_far_as_it_goes()
    {
        var flac = Convert(Wave(3.0).Path, "x.flac");
        var bytes = File.ReadAllBytes(flac);
        File.WriteAllBytes(flac, bytes[..(bytes.Length / 2)]);

        Assert.Contains("cut off or is damaged", Assert.Throws<InvalidDataException>(() => AudioFile.Read(flac)).Message);
        Assert.InRange(AudioFile.Read(flac, new() { AcceptTruncated = true }).DurationSeconds, 1, 2);
    }

    [Fact]
    public void An_mp3_cut_off_in_the_middle_is_refused_when_it_counts_its_frames_and_read_when_it_does_not()
    {
        foreach (var (name, arguments, isCounted) in new[] { ("counted.mp3", "", true), ("streamed.mp3", "-write_xing 0", false) })
        {
            var mp3 = Convert(Wave(6.0).Path, name, arguments);
            var bytes = File.ReadAllBytes(mp3);
            File.WriteAllBytes(mp3, bytes[..(bytes.Length / 2)]);

            if (isCounted) Assert.Contains("cut off or is damaged", Assert.Throws<InvalidDataException>(() => AudioFile.Read(mp3)).Message);
            else Assert.InRange(AudioFile.Read(mp3).DurationSeconds, 2, 4);
        }
    }

    [Fact]
    public void Text_under_the_name_of_a_sound_and_a_picture_without_sound_are_refused()
    {
        SkipWithoutFfmpeg();
        foreach (var name in new[] { "x.mp3", "x.flac", "x.m4a", "x" })
        {
            var path = Path.Combine(_folder, name);
            File.WriteAllText(path, "이것은 소리가 아니다. This is no sound.");
            Assert.StartsWith(path + ": ", Assert.Throws<InvalidDataException>(() => AudioFile.Read(path)).Message);
        }
        var picture = Convert(null, "x.mkv", "-f lavfi -i color=size=16x16:duration=1");
        Assert.Contains("no sound in it", Assert.Throws<InvalidDataException>(() => AudioFile.Read(picture)).Message);
    }

    [Fact]
    public void A_reader_given_up_early_leaves_no_process_waiting()
    {
        var flac = Convert(Wave(60.0).Path, "x.flac");

        using var reader = AudioFile.Open(flac);

        Assert.Equal(100, reader.Read(new float[100]));
    }

    private static (int, int, int, string) Facts(AudioInfo info) => ((int)info.FrameCount, info.SampleRateHz, info.Channels, info.Encoding);

    private static double Power(float[] samples) => samples.Average(sample => (double)sample * sample);

    private static void SkipWithoutFfmpeg() => Assert.SkipUnless(Ffmpeg.Find() is not null, "ffmpeg is not on PATH");

    private (string Path, float[] Samples) Wave(double seconds)
    {
        var random = new Random(1);
        var level = 0.0;
        short[] samples = [.. Enumerable.Range(0, (int)(seconds * 16000)).Select(_ => (short)(8000 * (level = (0.9 * level) + (0.2 * (random.NextDouble() - 0.5)))))];
        var path = System.IO.Path.Combine(_folder, "source.wav");
        File.WriteAllBytes(path, WaveBytes.Int16Mono(samples));
        return (path, [.. samples.Select(sample => sample / 32768f)]);
    }

    private string Convert(string? wave, string name, string arguments = "")
    {
        SkipWithoutFfmpeg();
        var path = System.IO.Path.Combine(_folder, name);
        string[] input = wave is null ? [] : ["-i", wave];
        var start = new ProcessStartInfo(Ffmpeg.Find()!, ["-v", "error", .. input, .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), path]);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return path;
    }
}
