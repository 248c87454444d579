using HubertAsr.Decoding;
using HubertAsr.Models;

namespace HubertAsr.Transcription.LongForm;

/// <summary>Gathers the emissions of one input into stretches of running speech, and decodes each when a pause ends it.</summary>
internal sealed class TranscriptAssembly(AcousticShape shape, TranscribeOptions options, Func<Emissions, IReadOnlyList<Hypothesis>> decode)
{
    private readonly List<TranscriptSegment> _segments = [];
    private EmissionStretch? _stretch;

    public void Add(SoundSegment segment, Emissions emissions)
    {
        var isLong = _stretch is not null && _stretch.FrameCount * (double)shape.FrameShift / AcousticModel.SampleRateHz >= options.MaxStretchSeconds;
        if (segment.Joint == Joint.Pause || (segment.Joint == Joint.ShortPause && isLong)) Close();
        if (_stretch is null)
        {
            _stretch = new EmissionStretch(shape, segment.StartSample);
            _stretch.Append(segment, emissions);
        }
        else if (segment.Joint == Joint.ShortPause)
        {
            _stretch.AppendAfterShortPause(segment, emissions);
        }
        else if (!isLong)
        {
            _stretch.Append(segment, emissions);
        }
        else
        {
            var next = _stretch.SplitAt(segment, emissions);
            Close();
            _stretch = next;
        }
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
        if (hypotheses is not [{ Words.Count: > 0 } best, ..]) return;

        double At(int frame) => Seconds(stretch.StartSample + ((long)frame * shape.FrameShift));
        TranscriptWord[] words = [.. best.Words.Select(word => new TranscriptWord(word.Word, At(word.StartFrame), At(word.EndFrame), word.Confidence))];
        _segments.Add(new(words[0].StartSeconds, words[^1].EndSeconds, best.Text, words.Average(word => word.Confidence), words)
        {
            Alternatives = [.. hypotheses.Skip(1)],
        });
    }
}
