using HubertAsr.Transcription;

namespace HubertAsr.Tests.Transcription;

public sealed class WrittenNumberTests
{
    [Fact]
    public void Words_that_become_one_number_keep_their_time_and_their_least_confidence()
    {
        TranscriptWord[] words = [new("지금", 0.1, 0.4, 0.9), new("스물세", 0.5, 0.9, 0.6), new("살이야", 1.0, 1.4, 0.8)];
        var transcript = new Transcript("a.wav", 2, [new(0.1, 1.4, "지금 스물세 살이야", 0.77, words)]).WithWrittenNumbers();

        Assert.Equal("지금 23살이야", transcript.Text);
        Assert.Equal([new("지금", 0.1, 0.4, 0.9), new("23살이야", 0.5, 1.4, 0.6)], transcript.Words);
    }
}
