using HubertAsr.Decoding;
using HubertAsr.Transcription;
using HubertAsr.Transcription.LongForm;

namespace HubertAsr.Tests.Transcription;

public sealed class SecondHearingTests
{
    private const string FirstWord = "tst";
    private const int FirstLetterId = 2;
    private const int RateHz = SpelledSpeech.RateHz;

    private static readonly TranscribeOptions _options = new() { ChunkSeconds = 10, OverlapSeconds = 4, MaxStretchSeconds = 3600 };

    [Theory]
    [InlineData(3600)]
    [InlineData(20)] // split where no sentence ends
    public void Sentences_without_a_pause_between_them_are_heard_one_by_one(double maxStretchSeconds)
    {
        var speech = Sentences(count: 20, words: 8);
        var options = _options with { MaxStretchSeconds = maxStretchSeconds };

        var once = Listener(options).Transcribe(speech.Waveform);
        var twice = Listener(options with { RehearSentences = true }).Transcribe(speech.Waveform);

        Assert.NotEqual(speech.Text, once.Text);
        // Where a stretch was split the rest of a sentence may be too little to be heard by itself.
        var (expected, found) = (speech.Text.Split(' '), twice.Text.Split(' '));
        Assert.Equal(expected.Length, found.Length);
        Assert.InRange(expected.Zip(found).Count(pair => pair.First != pair.Second), 0, maxStretchSeconds > 60 ? 0 : expected.Length / 20);
        Assert.All(twice.Words.Zip(speech.Words), pair => Assert.InRange(pair.First.StartSeconds, pair.Second.Start - 0.03, pair.Second.Start + 0.03));
    }

    [Fact]
    public void What_holds_one_sentence_is_heard_once()
    {
        var heard = new List<int>();
        var speech = Sentences(count: 1, words: 60).Pause(1).Tell(FirstWord).Say(8);

        Listener(_options with { RehearSentences = true }, heard).Transcribe(speech.Waveform);

        Assert.InRange(heard.Sum(), 1, (long)(speech.Waveform.Samples.Length * 1.8)); // of ten seconds four overlap
    }

    [Fact]
    public void Segments_end_a_little_behind_sentences_and_hold_the_sound_that_was_there()
    {
        // The sound names its place. A second run begins behind a short pause.
        var (first, second) = (Heard(0, 160_000, Joint.Pause), Heard(96_000, 160_000, Joint.Overlap));
        var third = Heard(260_000, 64_000, Joint.ShortPause);
        var stretch = StretchOf(first, second, third);
        // Of what parts two sentences, these are too near the start, the cut before, a run's start and its end; one is the short pause; two are left, at frames 147 and 902.
        (int Start, bool StartsSentence)[] heard = [(0, true), (40, true), (140, false), (150, true), (180, true), (780, false), (830, true), (850, true), (950, true), (1000, true)];
        DecodedWord[] words = [.. heard.Select(word => new DecodedWord("말", word.Start, word.Start + 5, 1) { StartsSentence = word.StartsSentence })];

        var segments = new SecondHearing(SpelledSpeech.Shape, _options with { ChunkSeconds = 20 }).Segments(stretch, [first, second, third], words);

        // Five frames further on both sides; the second run's frames lie 160 samples off the first's.
        Assert.Equal(
            [(0, 152 * 320, Joint.Pause), (142 * 320, 256_000, Joint.Overlap), (260_000, (906 * 320) + 160, Joint.ShortPause), ((896 * 320) + 160, 324_000, Joint.Overlap)],
            segments.Select(segment => ((int)segment.StartSample, (int)segment.StartSample + segment.Samples.Length, segment.Joint)));
        Assert.All(segments, segment => Assert.Equal(Enumerable.Range((int)segment.StartSample, segment.Samples.Length).Select(place => (float)place), segment.Samples));
    }

    [Fact]
    public void A_sentence_longer_than_a_chunk_is_cut_as_running_sound_is()
    {
        var heard = Heard(0, 20 * RateHz, Joint.Pause);
        DecodedWord[] words = [new("하나", 0, 10, 1), new("둘", 890, 900, 1) { StartsSentence = true }];

        var segments = new SecondHearing(SpelledSpeech.Shape, _options with { ChunkSeconds = 5, OverlapSeconds = 2 }).Segments(StretchOf(heard), [heard], words);

        Assert.InRange(segments.Count, 5, 8);
        Assert.All(segments, segment => Assert.InRange(segment.Samples.Length, RateHz, (int)(5.2 * RateHz)));
        Assert.All(segments.Zip(segments.Skip(1)), pair => Assert.InRange(pair.First.StartSample + pair.First.Samples.Length - pair.Second.StartSample, RateHz / 5, 2 * RateHz));
        Assert.Equal(20 * RateHz, segments[^1].StartSample + segments[^1].Samples.Length);
    }

    private static SpelledSpeech Sentences(int count, int words)
    {
        var speech = new SpelledSpeech();
        for (var sentence = 0; sentence < count; sentence++) speech.Tell(FirstWord).Say(words);
        return speech;
    }

    private static SoundSegment Heard(int start, int length, Joint joint) => new(start, [.. Enumerable.Range(start, length).Select(place => (float)place)], joint);

    private static EmissionStretch StretchOf(params SoundSegment[] segments)
    {
        var stretch = new EmissionStretch(SpelledSpeech.Shape, segments[0].StartSample);
        foreach (var segment in segments)
        {
            var frames = ((segment.Samples.Length - 400) / 320) + 1;
            stretch.Append(segment, new Emissions(new float[frames * SpelledSpeech.Shape.VocabularySize], frames, SpelledSpeech.Shape.VocabularySize));
        }
        return stretch;
    }

    /// <summary>One that takes a for e wherever it hears two sentences at once, and knows by which word they begin.</summary>
    private static Transcriber Listener(TranscribeOptions options, List<int>? heard = null) => new(
        waveforms =>
        {
            heard?.AddRange(waveforms.Select(samples => samples.Length));
            return [.. waveforms.Select(samples => Confused(SpelledSpeech.EncodeToTheEdges(samples)))];
        },
        emissions => [.. SpelledSpeech.Decode(emissions).Select(found => found with { Words = [.. found.Words.Select(word => word with { StartsSentence = word.Word == FirstWord })] })],
        SpelledSpeech.Shape, options);

    private static Emissions Confused(Emissions emissions)
    {
        if (SpelledSpeech.Decode(emissions)[0].Words.Count(word => word.Word == FirstWord) < 2) return emissions;
        var logProbs = emissions.LogProbs.ToArray();
        for (var frame = 0; frame < emissions.FrameCount; frame++)
        {
            var row = logProbs.AsSpan(frame * emissions.VocabularySize, emissions.VocabularySize);
            var (a, e) = (FirstLetterId, FirstLetterId + 'e' - 'a');
            if (row[e] > row[a]) (row[a], row[e]) = (row[e], row[a]);
        }
        return emissions with { LogProbs = logProbs };
    }
}
