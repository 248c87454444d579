using HubertAsr.Corpora;

namespace HubertAsr.Tests.Corpora;

/// <summary>Audio that nobody transcribed becomes a manifest to pre-train on.</summary>
public sealed class AudioFamilyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_recording_is_an_utterance_without_text_and_labels_beside_it_are_passed_over()
    {
        Write("in/day1/a.wav", Wav.File(2));
        Write("in/day2/a.wav", Wav.File(3));
        Write("in/test/b.wav", Wav.File(1));
        _folder.WriteText("in/day1/a.txt", "안녕하세요");

        var prepared = Prepared.From(_folder, new CorpusOptions { Family = "audio" });

        Assert.Equal([("day1-a", "", 32000L, "train"), ("day2-a", "", 48000L, "train"), ("test-b", "", 16000L, "test")], prepared.Rows.Select(row => (row.Id, row.Text, row.Samples, row.Split)));
        Assert.Empty(prepared.Reasons);
        Assert.Equal((3, 0), (prepared.Report.Matched, prepared.Report.SharedSentences));
    }

    [Fact]
    public void What_cannot_be_heard_is_dropped_by_name()
    {
        Write("in/good.wav", Wav.File(2));
        Write("in/empty.wav", []);
        Write("in/noise.wav", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
        Write("in/short.wav", Wav.File(0.05));

        var prepared = Prepared.From(_folder, new CorpusOptions { Family = "unlabelled" });

        Assert.Equal("good", Assert.Single(prepared.Rows).Id);
        Assert.Equal([("empty", "no-audio"), ("noise", "audio"), ("short", "no-audio")], prepared.Reasons.Order());
    }

    [Fact]
    public void A_corpus_whose_labels_are_missing_is_not_taken_for_audio_alone_but_the_way_is_told()
    {
        Write("in/a.wav", Wav.File(2));

        var error = Assert.Throws<InvalidDataException>(() => Prepared.From(_folder));

        Assert.Contains("name the family 'audio'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_audio_is_named()
    {
        _folder.WriteText("in/a.txt", "안녕");

        var error = Assert.Throws<InvalidDataException>(() => Prepared.From(_folder, new CorpusOptions { Family = "audio" }));

        Assert.Contains("no audio. Give a folder", error.Message, StringComparison.Ordinal);
    }

    private void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.WriteAllBytes(_folder.File(name), content);
    }
}
