using HubertAsr.Decoding;
using HubertAsr.Transcription;
using HubertAsr.Transcription.LongForm;

namespace HubertAsr.Tests.Transcription;

public sealed class SecondHearingTests
{
    private const string FirstWord = "tst";
    private const int FirstLetterId = 2;
    private const int QuietPlace = 47_440;

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
    public void A_sentence_with_a_short_pause_inside_is_heard_whole_the_second_time()
    {
        var heard = new List<int>();
        var speech = new SpelledSpeech();
        for (var sentence = 0; sentence < 5; sentence++) speech.Tell(FirstWord).Say(3).Hesitate(0.4).Say(3);

        var transcript = Listener(_options with { RehearSentences = true, PauseSeconds = 0.02 }, heard).Transcribe(speech.Waveform);

        Assert.Equal(speech.Text, transcript.Text);
        Assert.Equal(speech.Text.Split(FirstWord + " ", StringSplitOptions.RemoveEmptyEntries).Select(rest => $"{FirstWord} {rest}".Trim()), transcript.Segments.Select(segment => segment.Text));
        // Six pieces between the five hesitations, and the five sentences, nothing of which is left out.
        Assert.Equal(11, heard.Count);
        Assert.InRange(heard[6..].Sum(), speech.Waveform.Samples.Length - (5 * 1280), speech.Waveform.Samples.Length);
    }

    [Fact]
    public void A_sentence_that_turns_out_to_be_several_is_heard_once_more()
    {
        var speech = Sentences(count: 8, words: 8);

        // Each time the search finds the end of the first sentence only.
        var transcript = Listener(_options with { RehearSentences = true }, mostStarts: 1).Transcribe(speech.Waveform);

        Assert.Equal(speech.Text, transcript.Text);
        Assert.Equal(8, transcript.Segments.Count);
        Assert.All(transcript.Segments, segment => Assert.StartsWith(FirstWord, segment.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Sentences_begin_a_little_before_the_first_quiet_place_behind_the_last_word()
    {
        // A second run begins behind a short pause.
        var (first, second) = (Heard(0, 160_000, Joint.Pause), Heard(96_000, 160_000, Joint.Overlap));
        var third = Heard(260_000, 64_000, Joint.ShortPause);
        var stretch = StretchOf(first, second, third);
        // Of what parts two sentences, these are too near the start, the cut before, a run's start and its end; one is the short pause; two are left, behind frames 144 and 864.
        (int Start, bool StartsSentence)[] heard = [(0, true), (40, true), (140, false), (150, true), (180, true), (780, false), (808, true), (860, true), (900, true), (1000, true)];
        DecodedWord[] words = [.. heard.Select(word => new DecodedWord("말", word.Start, word.Start + 5, 1) { StartsSentence = word.StartsSentence })];

        var sentences = new SecondHearing(SpelledSpeech.Shape, _options with { ChunkSeconds = 20 }).Sentences(stretch, [first, second, third], words);

        // 20 ms before the middle of the first quiet 10 ms. The second time they lie where the last word's last frame ends, and no sentence begins before that.
        var (firstCut, secondCut) = (QuietPlace + 80 - 320, (864 * 320) + 400);
        Assert.Equal([(0, firstCut), (firstCut, 256_000), (260_000, secondCut), (secondCut, 324_000)], sentences.Select(sentence => Place(Assert.Single(sentence))));
        Assert.All(sentences.SelectMany(sentence => sentence), segment => Assert.Equal(Sound((int)segment.StartSample, segment.Samples.Length), segment.Samples));
    }

    [Fact]
    public void A_sentence_longer_than_a_chunk_stays_in_the_pieces_that_it_was_heard_in()
    {
        SoundSegment[] heard =
        [
            Heard(0, 80_000, Joint.Pause), Heard(48_000, 80_000, Joint.Overlap), Heard(96_000, 80_000, Joint.Overlap),
            Heard(180_000, 60_000, Joint.ShortPause) with { Skipped = Sound(176_000, 4_000) }, Heard(208_000, 60_000, Joint.Overlap),
        ];
        DecodedWord[] words = [new("하나", 0, 160, 1), new("둘", 170, 180, 1) { StartsSentence = true }];

        var sentences = new SecondHearing(SpelledSpeech.Shape, _options with { ChunkSeconds = 5, OverlapSeconds = 2 }).Sentences(StretchOf(heard), heard, words);

        const int Cut = (159 * 320) + 400; // the second piece holds it too, and all that the first does behind it
        Assert.Equal([(0, Cut)], sentences[0].Select(Place));
        Assert.Equal([(Cut, 128_000), (96_000, 176_000), (180_000, 240_000), (208_000, 268_000)], sentences[1].Select(Place));
        Assert.Equal([Joint.Overlap, Joint.Overlap, Joint.ShortPause, Joint.Overlap], sentences[1].Select(segment => segment.Joint));
        Assert.Equal(2, sentences.Count);
    }

    private static SpelledSpeech Sentences(int count, int words)
    {
        var speech = new SpelledSpeech();
        for (var sentence = 0; sentence < count; sentence++) speech.Tell(FirstWord).Say(words);
        return speech;
    }

    private static SoundSegment Heard(int start, int length, Joint joint) => new(start, Sound(start, length), joint);

    /// <summary>Grows louder all the time, so that it names its place, but for one quiet place.</summary>
    private static float[] Sound(int start, int length) =>
        [.. Enumerable.Range(start, length).Select(place => place is >= QuietPlace and < QuietPlace + 160 ? 0 : place % 2 == 0 ? (float)place : -place)];

    private static (int Start, int End) Place(SoundSegment segment) => ((int)segment.StartSample, (int)segment.EndSample);

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
    private static Transcriber Listener(TranscribeOptions options, List<int>? heard = null, int mostStarts = int.MaxValue) => new(
        waveforms =>
        {
            heard?.AddRange(waveforms.Select(samples => samples.Length));
            return [.. waveforms.Select(samples => Confused(SpelledSpeech.EncodeToTheEdges(samples)))];
        },
        emissions => [.. SpelledSpeech.Decode(emissions).Select(found => found with { Words = [.. WithStarts(found.Words, mostStarts)] })],
        SpelledSpeech.Shape, options);

    private static IEnumerable<DecodedWord> WithStarts(IReadOnlyList<DecodedWord> words, int most)
    {
        int[] starts = [.. Enumerable.Range(0, words.Count).Where(word => words[word].Word == FirstWord)];
        var kept = starts.Where(word => word > 0).Take(most).ToHashSet();
        return words.Select((word, number) => word with { StartsSentence = kept.Contains(number) });
    }

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
