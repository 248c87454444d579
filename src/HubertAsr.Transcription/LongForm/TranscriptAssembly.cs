using HubertAsr.Decoding;
using HubertAsr.Models;

namespace HubertAsr.Transcription.LongForm;

/// <summary>Gathers the emissions of one input into stretches of running speech, and decodes each when a pause ends it.</summary>
/// <param name="shape">How emissions are read.</param>
/// <param name="options">How long a stretch may be, and whether it is heard again.</param>
/// <param name="encode">The model, for what is heard again.</param>
/// <param name="decode">The search.</param>
internal sealed class TranscriptAssembly(
    AcousticShape shape, TranscribeOptions options, Func<IReadOnlyList<float[]>, Emissions[]> encode, Func<Emissions, IReadOnlyList<Hypothesis>> decode)
{
    private readonly List<TranscriptSegment> _segments = [];
    private readonly SecondHearing? _secondHearing = options.RehearSentences ? new SecondHearing(shape, options) : null;
    private readonly List<Heard> _heard = []; // of the stretch, where it may be heard again
    private EmissionStretch? _stretch;

    public void Add(SoundSegment segment, Emissions emissions)
    {
        var isLong = _stretch is not null && _stretch.FrameCount * (double)shape.FrameShift / AcousticModel.SampleRateHz >= options.MaxStretchSeconds;
        if (segment.Joint == Joint.Pause || (segment.Joint == Joint.ShortPause && isLong)) Close();
        if (_stretch is not null && isLong)
        {
            var next = _stretch.SplitAt(segment, emissions);
            Close();
            _stretch = next;
        }
        else
        {
            _stretch ??= new EmissionStretch(shape, segment.StartSample);
            _stretch.Append(segment, emissions);
        }
        if (_secondHearing is not null) _heard.Add(new(segment, emissions));
    }

    public Transcript Finish(AudioInput input, long sampleCount)
    {
        Close();
        var duration = Seconds(sampleCount);
        return new Transcript(input.Name, duration, [.. _segments.Select(segment => Inside(segment, duration))]) { Channel = input.Channel };
    }

    private static double Seconds(long samples) => (double)samples / AcousticModel.SampleRateHz;

    private static TranscriptSegment Inside(TranscriptSegment segment, double duration) =>
        segment.EndSeconds <= duration ? segment : segment with
        {
            EndSeconds = duration,
            Words = [.. segment.Words.Select(word => word with { EndSeconds = Math.Min(word.EndSeconds, duration) })],
        };

    private void Close()
    {
        if (_stretch is not { FrameCount: > 0 } stretch) return;
        _stretch = null;
        Read(stretch, _heard);
        _heard.Clear();
    }

    /// <summary>Reads what was heard, or its sentences heard by themselves; of one that turns out to be several, again each.</summary>
    private void Read(EmissionStretch stretch, IReadOnlyList<Heard> heard)
    {
        var hypotheses = decode(stretch.ToEmissions());
        if (HeardAgain(stretch, heard, hypotheses) is { Count: > 0 } sentences)
            foreach (var sentence in sentences) Read(Together(sentence), sentence);
        else AddSegment(stretch, hypotheses);
    }

    private void AddSegment(EmissionStretch stretch, IReadOnlyList<Hypothesis> hypotheses)
    {
        if (hypotheses is not [{ Words.Count: > 0 } best, ..]) return;
        TranscriptWord[] words = [.. best.Words.Select(word => new TranscriptWord(word.Word, Seconds(stretch.StartOf(word.StartFrame)), Seconds(stretch.StartOf(word.EndFrame)), word.Confidence))];
        _segments.Add(new(words[0].StartSeconds, words[^1].EndSeconds, best.Text, words.Average(word => word.Confidence), words)
        {
            Alternatives = [.. hypotheses.Skip(1)],
        });
    }

    /// <summary>The sentences of a stretch, each heard by itself; empty where a further hearing has nothing to add.</summary>
    private IReadOnlyList<IReadOnlyList<Heard>> HeardAgain(EmissionStretch stretch, IReadOnlyList<Heard> heard, IReadOnlyList<Hypothesis> hypotheses)
    {
        if (_secondHearing is null || hypotheses.Count == 0) return [];
        var sentences = _secondHearing.Sentences(stretch, [.. heard.Select(one => one.Segment)], hypotheses[0].Words);
        var known = heard.ToDictionary(one => Place(one.Segment), one => one.Emissions);
        var unknown = sentences.SelectMany(sentence => sentence).Where(segment => !known.ContainsKey(Place(segment)));
        foreach (var batch in SampleBatches.Of(unknown, segment => segment.Samples.Length, options.SamplesTogether))
            foreach (var (segment, emissions) in batch.Zip(encode([.. batch.Select(segment => segment.Samples)]))) known[Place(segment)] = emissions;
        return [.. sentences.Select(sentence => sentence.Select(segment => new Heard(segment, known[Place(segment)])).ToList())];

        static (long Start, int Length) Place(SoundSegment segment) => (segment.StartSample, segment.Samples.Length);
    }

    private EmissionStretch Together(IReadOnlyList<Heard> heard)
    {
        var stretch = new EmissionStretch(shape, heard[0].Segment.StartSample);
        foreach (var (segment, emissions) in heard) stretch.Append(segment, emissions);
        return stretch;
    }

    /// <summary>A segment and what the model made of it.</summary>
    private readonly record struct Heard(SoundSegment Segment, Emissions Emissions);
}
