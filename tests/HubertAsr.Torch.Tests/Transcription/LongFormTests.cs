using HubertAsr.Audio;
using HubertAsr.Decoding;
using HubertAsr.Transcription;
using HubertAsr.Transcription.LongForm;

namespace HubertAsr.Tests.Transcription;

public sealed class LongFormTests
{
    private static readonly TranscribeOptions _options = new() { ChunkSeconds = 10, OverlapSeconds = 4, MaxStretchSeconds = 60 };

    [Fact]
    public void Speech_without_a_pause_loses_and_doubles_no_word_at_the_seams()
    {
        var speech = new SpelledSpeech().Pause(0.6).Say(300).Pause(0.6);

        var transcript = SpelledSpeech.Listener(_options with { MaxStretchSeconds = 3600 }).Transcribe(speech.Waveform);

        Assert.True(speech.Waveform.DurationSeconds > 120);
        Assert.Equal(speech.Text, transcript.Text);
        Assert.Single(transcript.Segments);
    }

    [Fact]
    public void Nor_where_a_stretch_without_a_pause_grows_too_long_to_be_decoded_as_one()
    {
        var speech = new SpelledSpeech().Pause(0.6).Say(300).Pause(0.6);

        var transcript = SpelledSpeech.Listener(_options with { MaxStretchSeconds = 20 }).Transcribe(speech.Waveform);

        Assert.Equal(speech.Text, transcript.Text);
        Assert.InRange(transcript.Segments.Count, 4, 10);
    }

    [Fact]
    public void Speech_with_pauses_is_cut_in_them_and_every_word_stands_at_its_time()
    {
        var speech = new SpelledSpeech().Pause(1.4);
        for (var sentence = 0; sentence < 12; sentence++) speech.Say(9).Pause(1.4);

        var transcript = SpelledSpeech.Listener(_options).Transcribe(speech.Waveform);

        Assert.Equal(speech.Text, transcript.Text);
        Assert.InRange(transcript.Segments.Count, 6, 12);
        Assert.All(transcript.Words.Zip(speech.Words), pair =>
        {
            Assert.InRange(pair.First.StartSeconds, pair.Second.Start - 0.03, pair.Second.Start + 0.03);
            // The last letter is followed by 40 ms of nearly nothing.
            Assert.InRange(pair.First.EndSeconds, pair.Second.End - 0.07, pair.Second.End + 0.01);
        });
    }

    [Theory]
    [InlineData(0.02)] // cut at every pause
    [InlineData(10)]   // only where a chunk has to end
    public void A_word_with_a_pause_inside_is_heard_in_two_pieces_and_read_as_one(double pauseSeconds)
    {
        var speech = new SpelledSpeech();
        for (var word = 0; word < 40; word++) speech.Hesitate(0.4);
        var pieces = 0;
        var transcriber = new Transcriber(
            waveforms =>
            {
                pieces += waveforms.Count;
                return [.. waveforms.Select(SpelledSpeech.EncodeToTheEdges)];
            },
            SpelledSpeech.Decode, SpelledSpeech.Shape, _options with { PauseSeconds = pauseSeconds });

        var transcript = transcriber.Transcribe(speech.Waveform);

        Assert.Equal(speech.Text, transcript.Text);
        Assert.Single(transcript.Segments);
        Assert.InRange(pieces, 4, pauseSeconds < 1 ? 41 : 10);
        Assert.All(transcript.Words.Zip(speech.Words), pair =>
        {
            Assert.InRange(pair.First.StartSeconds, pair.Second.Start - 0.03, pair.Second.Start + 0.03);
            Assert.InRange(pair.First.EndSeconds, pair.Second.End - 0.07, pair.Second.End + 0.03);
        });
    }

    [Fact]
    public void Behind_a_short_pause_a_word_may_have_ended_or_not()
    {
        const int A = 2;
        static float[] Sure(int token) => [.. Enumerable.Range(0, SpelledSpeech.Shape.VocabularySize).Select(id => id == token ? -0.01f : -8f)];
        Emissions heard = new([.. Sure(A), .. Sure(0)], 2, SpelledSpeech.Shape.VocabularySize);
        var stretch = new EmissionStretch(SpelledSpeech.Shape, startSample: 1000);

        stretch.Append(new SoundSegment(1000, [], Joint.Pause), heard);
        stretch.Append(new SoundSegment(1000 + (5 * 320), [], Joint.ShortPause), heard);

        static float[] Only(float logProb, params int[] tokens) => [.. Enumerable.Range(0, SpelledSpeech.Shape.VocabularySize).Select(id => tokens.Contains(id) ? logProb : float.NegativeInfinity)];
        Assert.Equal(
            [.. Sure(A), .. Sure(0), .. Only(0, 0), .. Only(-MathF.Log(2), 0, SpelledSpeech.Shape.WordBoundaryId), .. Only(0, 0), .. Sure(A), .. Sure(0)],
            stretch.ToEmissions().LogProbs);
    }

    [Fact]
    public void A_click_before_silence_is_no_recording_that_is_too_short()
    {
        var speech = new SpelledSpeech().Say(120);
        float[] click = [.. Enumerable.Range(0, 160).Select(n => n % 2 == 0 ? 0.5f : -0.5f), .. new float[16000]];

        var transcript = SpelledSpeech.Listener(_options).Transcribe(new Waveform([.. click, .. speech.Waveform.Samples], 16000));

        Assert.Contains(string.Join(' ', speech.Words.Skip(10).SkipLast(10).Select(word => word.Word)), transcript.Text);
    }

    [Fact]
    public void Times_are_monotone_and_inside_the_recording()
    {
        var speech = new SpelledSpeech().Say(120).Pause(0.7).Say(40);

        var transcript = SpelledSpeech.Listener(_options with { MaxStretchSeconds = 15 }).Transcribe(speech.Waveform);

        double[] times = [0, .. transcript.Words.SelectMany(word => new[] { word.StartSeconds, word.EndSeconds }), transcript.DurationSeconds];
        Assert.Equal(times.Order(), times);
        Assert.Equal(speech.Waveform.DurationSeconds, transcript.DurationSeconds);
    }

    [Fact]
    public void A_recording_no_longer_than_a_chunk_is_given_to_the_model_whole()
    {
        var lengths = new List<int>();
        var transcriber = new Transcriber(
            waveforms =>
            {
                lengths.AddRange(waveforms.Select(samples => samples.Length));
                return [.. waveforms.Select(_ => new Emissions([], 0, SpelledSpeech.Shape.VocabularySize))];
            },
            _ => [], SpelledSpeech.Shape, _options);

        transcriber.Transcribe(new SpelledSpeech().Pause(3).Say(3).Pause(2).Waveform);
        transcriber.Transcribe(new Waveform([.. Enumerable.Repeat(0.1f, 160_000).Select((sample, n) => n % 2 == 0 ? sample : -sample)], 16000));

        Assert.Equal(160_000, lengths[1]);
        Assert.Equal(2, lengths.Count);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.25f)] // an offset is no sound
    public void Sounds_with_nothing_between_them_reach_the_model_from_their_first_sample_with_a_little_of_the_pause_behind(float nothing)
    {
        int[] lengths = [33_333, 47_017, 16_001, 40_123, 20_000];
        var heard = new List<float[]>();
        var transcriber = new Transcriber(
            waveforms =>
            {
                heard.AddRange(waveforms);
                return [.. waveforms.Select(SpelledSpeech.Encode)];
            },
            SpelledSpeech.Decode, SpelledSpeech.Shape, _options);
        float[][] sounds = [.. lengths.Select(length => Enumerable.Range(0, length).Select(n => nothing + (n % 2 == 0 ? 0.1f : -0.1f)).ToArray())];

        transcriber.Transcribe(new Waveform([.. sounds.SelectMany(sound => Enumerable.Repeat(nothing, 19_999).Concat(sound))], 16000));

        Assert.Equal(sounds, heard.Zip(lengths).Select(pair => pair.First[..pair.Second]));
        var behind = heard.Zip(lengths).Select(pair => pair.First[pair.Second..]).ToList();
        Assert.All(behind[..^1], pause => Assert.InRange(pause.Length, 8000, 8000 + 160)); // frames of 10 ms
        Assert.Empty(behind[^1]);
        Assert.All(behind.SelectMany(pause => pause), sample => Assert.Equal(nothing, sample));
    }

    [Fact]
    public void Silence_has_no_text_and_no_words()
    {
        var listener = SpelledSpeech.Listener(_options);

        foreach (var seconds in new[] { 1, 45 })
        {
            var transcript = listener.Transcribe(new Waveform(new float[seconds * SpelledSpeech.RateHz], SpelledSpeech.RateHz));
            Assert.Equal("", transcript.Text);
            Assert.Null(transcript.Confidence);
            Assert.Equal(seconds, transcript.DurationSeconds);
        }
    }

    [Fact]
    public void What_is_shorter_than_a_frame_is_refused_with_both_lengths()
    {
        var error = Assert.Throws<InvalidDataException>(() => SpelledSpeech.Listener(_options).Transcribe(new Waveform(new float[160], 16000), "a.wav"));

        Assert.Equal("a.wav: 160 samples at 16 kHz (10 ms); the model's shortest sound is 400 (25 ms). Leave it out, or join it to its neighbour.", error.Message);
    }

    [Fact]
    public void Short_recordings_are_computed_together_up_to_the_limit_and_give_the_same_text()
    {
        AudioInput[] inputs =
        [
            .. new[] { 4, 3, 2, 6, 5, 1 }.Select((letters, number) => AudioInput.Of($"{number}", new SpelledSpeech().Pause(0.6).Say(letters).Pause(0.6).Waveform)),
            AudioInput.Of("silence", new Waveform(new float[16000], 16000)),
            AudioInput.Of("없다.wav"),
        ];
        List<double> together = [];
        Transcriber Listener(double batchSeconds) => new(
            waveforms =>
            {
                if (batchSeconds > 0) together.Add(waveforms.Sum(samples => samples.Length) / 16000.0);
                return [.. waveforms.Select(SpelledSpeech.Encode)];
            },
            SpelledSpeech.Decode, SpelledSpeech.Shape, _options with { BatchSeconds = batchSeconds });

        var alone = Listener(batchSeconds: 0).TranscribeAll(inputs).Select(outcome => (outcome.Input.Name, outcome.Transcript?.Text)).ToList();
        var batched = Listener(batchSeconds: 8).TranscribeAll(inputs).Select(outcome => (outcome.Input.Name, outcome.Transcript?.Text)).ToList();

        Assert.Equal(alone, batched);
        Assert.Contains(together, seconds => seconds > 6);
        Assert.All(together, seconds => Assert.InRange(seconds, 0, 8));
    }

    [Fact]
    public void A_bad_recording_is_told_in_its_place_and_the_rest_go_on()
    {
        var good = new SpelledSpeech().Pause(0.6).Say(5).Pause(0.6);
        AudioInput[] inputs = [AudioInput.Of("one", good.Waveform), AudioInput.Of("없다.wav"), AudioInput.Of("three", good.Waveform)];

        var outcomes = SpelledSpeech.Listener(_options).TranscribeAll(inputs).ToList();

        Assert.Equal(["one", "없다.wav", "three"], outcomes.Select(outcome => outcome.Input.Name));
        Assert.Equal([good.Text, null, good.Text], outcomes.Select(outcome => outcome.Transcript?.Text));
        Assert.IsType<FileNotFoundException>(outcomes[1].Error);
    }

    [Fact]
    public void A_run_that_is_stopped_gives_what_is_finished_and_then_ends()
    {
        using var stop = new CancellationTokenSource();
        var good = new SpelledSpeech().Pause(0.6).Say(5).Pause(0.6);
        var endless = Enumerable.Range(0, int.MaxValue).Select(number => AudioInput.Of($"{number}", good.Waveform));
        var finished = 0;

        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var _ in SpelledSpeech.Listener(_options).TranscribeAll(endless, stop.Token))
                if (++finished == 3) stop.Cancel();
        });

        Assert.InRange(finished, 3, 10);
    }

    [Fact]
    public void A_model_that_fails_ends_the_run_with_its_own_error()
    {
        var transcriber = new Transcriber(_ => throw new InvalidOperationException("the model"), _ => [], SpelledSpeech.Shape, _options);

        Assert.Equal("the model", Assert.Throws<InvalidOperationException>(() => transcriber.Transcribe(new SpelledSpeech().Say(900).Waveform)).Message);
    }
}
