using HubertAsr.Corpora;

namespace HubertAsr.Tests.Corpora;

/// <summary>What goes wrong with long recordings and the audio itself (corpora.md §7).</summary>
public sealed class RecordingDefectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_recording_with_a_corrupt_header_costs_its_own_utterances_and_says_why()
    {
        var corrupt = Wav.File(2);
        "XXXX"u8.CopyTo(corrupt);
        Labels(("A", """{"id":"1","form":"하나","start":0,"end":1},{"id":"2","form":"둘","start":1,"end":2}"""), ("B", """{"id":"1","form":"셋","start":0,"end":1}"""));
        new ZipBuilder().Add("A.wav", corrupt).Add("B.wav", Wav.File(2)).Write(_folder.File("in/TS1.zip"));

        var prepared = Prepared.From(_folder);

        Assert.Equal("B-1", Assert.Single(prepared.Rows).Id);
        Assert.Equal([("A-1", "audio"), ("A-2", "audio")], prepared.Reasons);
        Assert.All(prepared.Dropped, row => Assert.Contains("A.wav", row.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public void Corruption_of_a_recording_is_the_fault_of_each_of_its_utterances()
    {
        Labels(("A", """{"id":"1","form":"하나","start":0,"end":1},{"id":"2","form":"둘","start":1,"end":2}"""), ("B", """{"id":"1","form":"셋","start":0,"end":1}"""));
        var zip = new ZipBuilder().Add("A.wav", Wav.File(2)).Add("B.wav", Wav.File(2)).ToBytes();
        zip[5000] ^= 0xFF;
        Directory.CreateDirectory(_folder.File("in"));
        File.WriteAllBytes(_folder.File("in/TS1.zip"), zip);

        var prepared = Prepared.From(_folder, new CorpusOptions { VerifyAudio = true });

        Assert.Equal("B-1", Assert.Single(prepared.Rows).Id);
        Assert.All(prepared.Dropped, row => Assert.Contains("has checksum", row.Detail, StringComparison.Ordinal));
        Assert.Equal(2, prepared.Dropped.Count);
    }

    [Fact]
    public void A_stretch_of_more_than_thirty_seconds_is_too_long_and_two_channels_are_one_mean()
    {
        Labels(("A", """{"id":"1","form":"길다","start":0,"end":31},{"id":"2","form":"알맞다","start":1,"end":"2.5"}"""));
        var mono = Wav.Pcm(32);
        var stereo = new byte[2 * mono.Length];
        for (var at = 0; at < mono.Length; at += 2) mono.AsSpan(at, 2).CopyTo(stereo.AsSpan(2 * at));
        new ZipBuilder().Add("A.wav", Wav.WithHeader(stereo, 16000, channels: 2)).Write(_folder.File("in/TS1.zip"));

        var prepared = Prepared.From(_folder);

        Assert.Equal([("A-1", "too-long")], prepared.Reasons);
        var row = Assert.Single(prepared.Rows);
        Assert.Equal((16000L, 24000L), (row.Start, row.Samples));
        using var audio = new UtteranceAudio(prepared.ManifestPath);
        Assert.Equal(BitConverter.ToInt16(mono, 2 * 16010) / 2 / 32768f, audio.Read(row, 16000).Samples[10], 1e-4f);
    }

    [Fact]
    public void An_entry_that_unpacks_to_a_thousandfold_is_left_packed()
    {
        Labels(("A", """{"id":"1","form":"하나","start":0,"end":1}"""));
        new ZipBuilder(compress: true).Add("bomb.wav", new byte[70 << 20]).Add("A.wav", Wav.File(2)).Write(_folder.File("in/TS1.zip"));

        var prepared = Prepared.From(_folder);

        Assert.Single(prepared.Rows);
        Assert.Contains("unpack to 73400320: a zip bomb", Assert.Single(prepared.Dropped).Detail, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("out/cache")));
    }

    private void Labels(params (string Recording, string Utterances)[] labels)
    {
        var zip = new ZipBuilder();
        foreach (var (recording, utterances) in labels) zip.Add(recording + ".json", $$"""{"metadata":{},"speaker":[],"utterance":[{{utterances}}]}""");
        zip.Write(_folder.File("in/TL1.zip"));
    }
}
