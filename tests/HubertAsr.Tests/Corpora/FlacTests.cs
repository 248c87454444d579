using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using HubertAsr.Audio;
using HubertAsr.Corpora;

namespace HubertAsr.Tests.Corpora;

/// <summary>FLAC is decoded many files at a time, into the cache, and examined there.</summary>
public sealed class FlacTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_decoded_together_are_those_decoded_alone_and_a_broken_one_spoils_no_other()
    {
        Assert.SkipUnless(Ffmpeg.Find() is not null, "ffmpeg is not on this machine");
        var (tone, silence) = (Flac("tone", "sine=frequency=300:duration=2"), Flac("silence", "anullsrc=duration=1"));
        var files = Enumerable.Range(0, 40).Select(index => index switch { 7 => tone[..(tone.Length / 2)], 9 => "fLaC and no more"u8.ToArray(), 13 => Flac("nothing", "anullsrc=duration=0"), 11 => silence, _ => tone }).ToArray();

        var decoded = new AudioBatch(2).Read([.. files.Select((bytes, index) => ($"{index}.flac", (Func<Stream>)(() => new MemoryStream(bytes))))]);

        Assert.Equal([7, 9, 13], Enumerable.Range(0, 40).Where(index => decoded[index].Sound is null));
        Assert.StartsWith("7.flac:", decoded[7].Fault, StringComparison.Ordinal);
        Assert.Equal(AudioFile.Read(new MemoryStream(tone), "tone.flac").Samples, decoded[39].Sound!.Samples);
        Assert.Equal((16000, 16000), (decoded[11].Sound!.Samples.Length, decoded[11].Sound!.SampleRateHz));
    }

    [Fact]
    public void Cached_sound_is_examined_like_any_other()
    {
        Assert.SkipUnless(Ffmpeg.Find() is not null, "ffmpeg is not on this machine");
        var (tone, silence) = (Flac("tone", "sine=frequency=300:duration=2"), Flac("silence", "anullsrc=duration=2"));
        Directory.CreateDirectory(_folder.File("in"));
        foreach (var (name, bytes) in (ReadOnlySpan<(string, byte[])>)[("a", tone), ("b", tone), ("c", silence)]) File.WriteAllBytes(_folder.File($"in/{name}.flac"), bytes);
        _folder.WriteText("in/list.csv", "audio,text\na.flac,하나 둘 셋\nb.flac,하나 둘 셋\nc.flac,하나 둘 셋\n");

        var suspects = Prepared.From(_folder, new CorpusOptions { VerifyAudio = true }).Report.Suspects;

        Assert.Equal([("near-duplicate", 1L), ("silent", 1L)], suspects.Select(suspect => (suspect.Key, suspect.Value)));
    }

    [Fact]
    public void With_a_limit_the_cache_takes_what_the_limit_may_reach()
    {
        using (var tar = new TarWriter(new GZipStream(File.Create(Path.Combine(Directory.CreateDirectory(_folder.File("in")).FullName, "all.tar.gz")), CompressionLevel.Fastest)))
        {
            for (var number = 0; number < 130; number++)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"{number:D3}.wav") { DataStream = new MemoryStream(Wav.File(0.3)) });
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"{number:D3}.txt") { DataStream = new MemoryStream("네"u8.ToArray()) });
            }
        }

        var prepared = Prepared.From(_folder, new CorpusOptions { Limit = 2 });

        Assert.Equal(["all.tar.gz-000", "all.tar.gz-001"], prepared.Rows.Select(row => row.Id));
        Assert.Equal(104, File.ReadAllLines(_folder.File("out/cache/index.tsv")).Length); // 2 · 2 + 100 labels
        Assert.Equal(4800L, new UtteranceAudio(prepared.ManifestPath).Read(prepared.Rows[1], 16000).Samples.Length);
    }

    private byte[] Flac(string name, string source)
    {
        var path = _folder.File(name + ".flac");
        using var process = Process.Start(Ffmpeg.Find()!, ["-v", "error", "-f", "lavfi", "-i", source, "-ar", "16000", "-ac", "1", path]);
        process.WaitForExit();
        return File.ReadAllBytes(path);
    }
}
