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
    private readonly List<(SoundSegment Segment, Emissions Emissions)> _heard = []; // of the stretch, where it may be heard again
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
        if (_secondHearing is not null) _heard.Add((segment, emissions));
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
        var hypotheses = decode(stretch.ToEmissions());
        if (hypotheses.Count > 0 && HeardAgain(stretch, hypotheses[0].Words) is { } again) hypotheses = decode(again.ToEmissions());
        _heard.Clear();
        if (hypotheses is not [{ Words.Count: > 0 } best, ..]) return;

        double At(int frame) => Seconds(stretch.StartSample + ((long)frame * shape.FrameShift));
        TranscriptWord[] words = [.. best.Words.Select(word => new TranscriptWord(word.Word, At(word.StartFrame), At(word.EndFrame), word.Confidence))];
        _segments.Add(new(words[0].StartSeconds, words[^1].EndSeconds, best.Text, words.Average(word => word.Confidence), words)
        {
            Alternatives = [.. hypotheses.Skip(1)],
        });
    }

    /// <summary>The same stretch, its sentences heard one by one; null where there is one only.</summary>
    private EmissionStretch? HeardAgain(EmissionStretch stretch, IReadOnlyList<DecodedWord> words)
    {
        if (_secondHearing?.Segments(stretch, [.. _heard.Select(heard => heard.Segment)], words) is not { Count: > 0 } segments) return null;
        var known = _heard.ToDictionary(heard => Place(heard.Segment), heard => heard.Emissions);
        foreach (var batch in SampleBatches.Of(segments.Where(segment => !known.ContainsKey(Place(segment))), segment => segment.Samples.Length, options.SamplesTogether))
            foreach (var (segment, emissions) in batch.Zip(encode([.. batch.Select(segment => segment.Samples)]))) known[Place(segment)] = emissions;
        var again = new EmissionStretch(shape, stretch.StartSample);
        foreach (var segment in segments) again.Append(segment, known[Place(segment)]);
        return again;

        static (long Start, int Length) Place(SoundSegment segment) => (segment.StartSample, segment.Samples.Length);
    }
}
