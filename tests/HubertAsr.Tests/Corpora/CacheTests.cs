using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using HubertAsr.Audio;
using HubertAsr.Corpora;

namespace HubertAsr.Tests.Corpora;

/// <summary>What cannot be read in place: FLAC, `.tar.gz`, stretches of long compressed recordings.</summary>
public sealed class CacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Segments_of_a_long_compressed_recording_are_read_from_samples_decoded_once()
    {
        LongRecording();

        var prepared = Prepared.From(_folder);

        var row = prepared.Rows[1];
        Assert.Equal(("cache/pcm-16000-00000.pcm", 16000, 8000L, 16000L), (row.Audio, row.Rate, row.Start, row.Samples));
        using var audio = new UtteranceAudio(prepared.ManifestPath);
        var expected = AudioFile.Read(new MemoryStream(Wav.File(80)), "a.wav", new AudioReadOptions { StartFrame = 8000, FrameCount = 16000 }).Samples;
        Assert.Equal(expected, audio.Read(row, 16000).Samples);
    }

    [Fact]
    public void Without_the_cache_such_recordings_are_refused_with_the_reason()
    {
        LongRecording();

        var error = Assert.Throws<InvalidDataException>(() => Prepared.From(_folder, new CorpusOptions { Cache = false }));

        Assert.Contains("none kept (audio 2)", error.Message, StringComparison.Ordinal);
        Assert.Contains("--no-cache forbids", File.ReadAllText(_folder.File("out/dropped.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_preparation_finds_the_samples_of_the_first()
    {
        LongRecording();
        Prepared.From(_folder);
        var shard = _folder.File("out/cache/pcm-16000-00000.pcm");
        var (length, manifest) = (new FileInfo(shard).Length, File.ReadAllBytes(_folder.File("out/manifest.csv")));

        Prepared.From(_folder);

        Assert.Equal((80 * 32000L, 80 * 32000L), (length, new FileInfo(shard).Length));
        Assert.Equal(manifest, File.ReadAllBytes(_folder.File("out/manifest.csv")));
    }

    [Fact]
    public void Samples_that_a_kill_left_without_an_entry_in_the_index_are_decoded_again()
    {
        LongRecording();
        var expected = File.ReadAllBytes(Prepared.From(_folder).ManifestPath);
        File.AppendAllText(_folder.File("out/cache/pcm-16000-00000.pcm"), "half a file");
        File.WriteAllText(_folder.File("out/cache/index.tsv"), File.ReadAllText(_folder.File("out/cache/index.tsv"))[..20]);

        Assert.Equal(expected, File.ReadAllBytes(Prepared.From(_folder).ManifestPath));
        Assert.Equal(80 * 32000L, new FileInfo(_folder.File("out/cache/pcm-16000-00000.pcm")).Length);
    }

    [Fact]
    public void A_tar_gz_is_read_in_one_pass_labels_and_audio()
    {
        TarGz("in/command.tar.gz", ("Training/a.json", """{"command":{"text":"불 꺼 줘"},"file":{"name":"a.wav"}}"""u8.ToArray()), ("Training/a.wav", Wav.File(1)), ("../b.wav", Wav.File(1)));

        var notes = new List<string>();
        var prepared = Prepared.From(_folder, notes: notes);

        var row = Assert.Single(prepared.Rows);
        Assert.Contains("can be read only from its start; what is not there yet of about", Assert.Single(notes), StringComparison.Ordinal);
        Assert.Equal(("a", "불 꺼 줘", "cache/pcm-16000-00000.pcm", 16000L), (row.Id, row.Text, row.Audio, row.Samples));
        Assert.Equal("unsafe-name", Assert.Single(prepared.Reasons).Reason);
    }

    [Fact]
    public void A_tar_gz_that_is_cut_short_gives_what_lies_before_the_cut()
    {
        TarGz("in/command.tar.gz", ("a.json", """{"command":{"text":"불 꺼 줘"},"file":{"name":"a.wav"}}"""u8.ToArray()), ("a.wav", Wav.File(1)), ("b.wav", Noise(400_000)));
        var path = _folder.File("in/command.tar.gz");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^200_000]);

        var prepared = Prepared.From(_folder);

        Assert.Equal("a", Assert.Single(prepared.Rows).Id);
        Assert.Contains(prepared.Dropped, row => row.Reason == "archive" && row.Detail.Contains("near byte", StringComparison.Ordinal));
    }

    [Fact]
    public void Zeroth_is_read_from_its_archive_with_two_readers_and_their_sex()
    {
        Assert.SkipUnless(Ffmpeg.Find() is not null, "ffmpeg is not on this machine");
        TarGz(
            "in/zeroth_korean.tar.gz",
            ("AUDIO_INFO", " 104 | 김 | f | x\n 205|이|m|x\n"u8.ToArray()),
            ("train_data_01/003/104/104_003.trans.txt", "104_003_0001 인사를 결정한다\n104_003_0002 네\n"u8.ToArray()),
            ("train_data_01/003/104/104_003_0001.flac", Flac(2)), ("train_data_01/003/104/104_003_0002.flac", Flac(1)),
            ("test_data_01/004/205/205_004.trans.txt", "205_004_0001 시험 문장\n"u8.ToArray()), ("test_data_01/004/205/205_004_0001.flac", Flac(1)));

        var rows = Prepared.From(_folder).Rows;

        Assert.Equal(
            [("104_003_0001", "인사를 결정한다", "train", "104", "F", 32000L), ("104_003_0002", "네", "train", "104", "F", 16000L), ("205_004_0001", "시험 문장", "test", "205", "M", 16000L)],
            rows.Select(row => (row.Id, row.Text, row.Split, row.Speaker, row.Sex, row.Samples)));
    }

    private void LongRecording()
    {
        const string Json = """{"metadata":{},"speaker":[],"utterance":[{"id":"1","form":"안녕하세요","start":70,"end":72},{"id":"2","form":"네","start":0.5,"end":1.5}]}""";
        new ZipBuilder(compress: true).Add("BR1.wav", Wav.File(80)).Write(_folder.File("in/TS1.zip"));
        new ZipBuilder().Add("BR1.json", Json).Write(_folder.File("in/TL1.zip"));
    }

    private void TarGz(string name, params (string Name, byte[] Content)[] entries)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        using var tar = new TarWriter(new GZipStream(File.Create(_folder.File(name)), CompressionLevel.Fastest));
        foreach (var (entry, content) in entries) tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, entry) { DataStream = new MemoryStream(content) });
    }

    /// <summary>Sound that does not compress, so that a cut hits its middle.</summary>
    private static byte[] Noise(int bytes)
    {
        var pcm = new byte[bytes];
        new Random(1).NextBytes(pcm);
        return Wav.WithHeader(pcm, 16000);
    }

    private static byte[] Flac(double seconds)
    {
        var start = new ProcessStartInfo(Ffmpeg.Find()!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardErrorEncoding = Encoding.UTF8 };
        foreach (var word in (string[])["-f", "wav", "-i", "-", "-f", "flac", "-"]) start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.StandardInput.BaseStream.Write(Wav.File(seconds));
        process.StandardInput.Close();
        var flac = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(flac);
        process.WaitForExit();
        return flac.ToArray();
    }
}
