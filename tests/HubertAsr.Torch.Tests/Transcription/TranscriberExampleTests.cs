using HubertAsr.Audio;
using HubertAsr.Decoding;
using HubertAsr.Models;
using HubertAsr.Text;
using HubertAsr.Transcription;
using HubertAsr.Transcription.Output;

namespace HubertAsr.Tests.Transcription;

public sealed class TranscriberExampleTests
{
    [Fact]
    public void The_example_of_the_documentation_works()
    {
        var folder = Repository.Fixture("models/tiny-base");
        var waveform = new Waveform(Cli.SoundFile.Babble(2), 16000);

        using var model = AcousticModel.Load(folder);
        var vocabulary = CtcVocabulary.Load(folder);
        var search = new PrefixBeamSearch(vocabulary, new DecodeOptions { Beam = 20 });
        var transcriber = new Transcriber(model, vocabulary, search.Decode);

        var transcript = transcriber.Transcribe(waveform);
        using var subtitles = new StringWriter();
        new TranscriptWriter(TranscriptFormat.Srt).Write(subtitles, transcript);

        Assert.Equal(2.0, transcript.DurationSeconds);
        Assert.Equal(transcript.Text.Split(' '), transcript.Words.Select(word => word.Word));
        Assert.StartsWith("1\n00:00:0", subtitles.ToString());
    }
}
