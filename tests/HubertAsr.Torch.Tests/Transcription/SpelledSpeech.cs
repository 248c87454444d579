using HubertAsr.Audio;
using HubertAsr.Decoding;
using HubertAsr.Transcription;
using HubertAsr.Transcription.LongForm;

namespace HubertAsr.Tests.Transcription;

/// <summary>
/// Speech that a machine without parameters understands: a letter is a 60 ms buzz whose loudness names it, then 40 ms of nearly nothing. The listener hears
/// wrong letters within half a second of the ends of what it is given, as a real encoder does that lacks context there.
/// </summary>
internal sealed class SpelledSpeech
{
    public const int RateHz = 16000;
    private const int FrameShift = 320;
    private const int FrameSamples = 400;
    private const int Letters = 20;
    private const int Boundary = 1;
    private const int FirstLetter = 2;
    private const int EdgeFrames = 25;
    private const float Whisper = 0.001f;

    private readonly Random _random = new(7);
    private readonly List<float> _samples = [];

    public List<(string Word, double Start, double End)> Words { get; } = [];

    public static AcousticShape Shape { get; } = new(FrameShift, FrameSamples, FirstLetter + Letters, BlankId: 0, WordBoundaryId: Boundary);

    public Waveform Waveform => new([.. _samples], RateHz);

    public string Text => string.Join(' ', Words.Select(word => word.Word));

    public static Transcriber Listener(TranscribeOptions options) => new(waveforms => [.. waveforms.Select(Encode)], Decode, Shape, options);

    public SpelledSpeech Pause(double seconds)
    {
        for (var n = (int)(seconds * RateHz); n > 0; n--) _samples.Add(Buzz(Whisper));
        return this;
    }

    public SpelledSpeech Say(int words)
    {
        for (; words > 0; words--) Tell(new string([.. Enumerable.Range(0, _random.Next(1, 8)).Select(_ => (char)('a' + _random.Next(Letters)))]));
        return this;
    }

    /// <summary>A word that is given.</summary>
    public SpelledSpeech Tell(string word)
    {
        var start = _samples.Count;
        foreach (var letter in word) Utter(FirstLetter + letter - 'a');
        Words.Add((word, (double)start / RateHz, (double)_samples.Count / RateHz));
        Utter(Boundary);
        return this;
    }

    /// <summary>One word with a pause in its middle.</summary>
    public SpelledSpeech Hesitate(double seconds)
    {
        var start = _samples.Count;
        foreach (var letter in "abc") Utter(FirstLetter + letter - 'a');
        Pause(seconds);
        foreach (var letter in "def") Utter(FirstLetter + letter - 'a');
        Words.Add(("abcdef", (double)start / RateHz, (double)_samples.Count / RateHz));
        Utter(Boundary);
        return this;
    }

    /// <summary>A listener that needs no context.</summary>
    public static Emissions EncodeToTheEdges(float[] samples)
    {
        var surroundings = new float[EdgeFrames * FrameShift];
        var emissions = Encode([.. surroundings, .. samples, .. surroundings]);
        return new(emissions.LogProbs[(EdgeFrames * emissions.VocabularySize)..^(EdgeFrames * emissions.VocabularySize)], emissions.FrameCount - (2 * EdgeFrames), emissions.VocabularySize);
    }

    private static float Loudness(int token) => 0.1f + (0.04f * token);

    private float Buzz(float loudness) => _samples.Count % 2 == 0 ? loudness : -loudness;

    private void Utter(int token)
    {
        for (var n = RateHz * 60 / 1000; n > 0; n--) _samples.Add(Buzz(Loudness(token)));
        Pause(0.04);
    }

    public static Emissions Encode(float[] samples)
    {
        var frames = ((samples.Length - FrameSamples) / FrameShift) + 1;
        var size = Shape.VocabularySize;
        var logProbs = new float[frames * size];
        Array.Fill(logProbs, -8f);
        for (var frame = 0; frame < frames; frame++)
        {
            var loudness = Math.Abs(samples[(frame * FrameShift) + (FrameSamples / 2)]);
            var token = Enumerable.Range(Boundary, size - 1).FirstOrDefault(token => Math.Abs(Loudness(token) - loudness) < 0.01f);
            if (token != 0 && (frame < EdgeFrames || frame >= frames - EdgeFrames)) token = token == size - 1 ? FirstLetter : token + 1;
            logProbs[(frame * size) + token] = -0.01f;
        }
        return new Emissions(logProbs, frames, size);
    }

    public static IReadOnlyList<Hypothesis> Decode(Emissions emissions)
    {
        var words = new List<DecodedWord>();
        var (word, start, end, previous) = ("", 0, 0, 0);
        for (var frame = 0; frame <= emissions.FrameCount; frame++)
        {
            var token = frame == emissions.FrameCount ? Boundary : emissions.Frame(frame).IndexOf(-0.01f);
            if (token >= FirstLetter)
            {
                if (word.Length == 0) start = frame;
                if (token != previous) word += (char)('a' + token - FirstLetter);
                end = frame + 1;
            }
            else if (token == Boundary && word.Length > 0)
            {
                words.Add(new DecodedWord(word, start, end, 0.5));
                word = "";
            }
            previous = token;
        }
        return [new Hypothesis(string.Join(' ', words.Select(decoded => decoded.Word)), 0, 0, 0, words)];
    }
}
