using System.Runtime.InteropServices;
using HubertAsr.Audio;

namespace HubertAsr.Transcription.LongForm;

/// <summary>
/// Cuts a recording that is longer than a chunk: at every pause that is long enough, of which only the edges are kept; where a chunk has none, at the longest shorter one of its
/// later half, else of its second quarter; where there is none either, in running sound with an overlap. It holds one chunk, however long the recording is.
/// </summary>
internal sealed class SegmentCutter
{
    private readonly WaveformReader _reader;
    private readonly SilenceDetector _silences;
    private readonly List<float> _held = [];
    private readonly List<float> _past = []; // what was heard just before: without it the last sound of a recording would be its own noise floor
    private readonly int _frameShift;
    private readonly int _chunk;
    private readonly int _overlap;
    private readonly int _pause;
    private readonly int _stretchPause;
    private readonly int _margin;
    private readonly int _pastLength;

    /// <param name="reader">The recording.</param>
    /// <param name="options">Lengths of chunk and overlap.</param>
    /// <param name="silences">Finds the pauses.</param>
    /// <param name="frameShift">Samples a frame: cuts in running sound lie on the grid of frames, so that rows on both sides of one fall together.</param>
    public SegmentCutter(WaveformReader reader, TranscribeOptions options, SilenceDetector silences, int frameShift)
    {
        (_reader, _silences, _frameShift) = (reader, silences, frameShift);
        _chunk = OnGrid(options.ChunkSeconds * reader.SampleRateHz);
        _overlap = OnGrid(options.OverlapSeconds * reader.SampleRateHz);
        _pause = (int)(options.PauseSeconds * reader.SampleRateHz);
        _stretchPause = (int)(options.StretchPauseSeconds * reader.SampleRateHz);
        _margin = (int)(options.PauseMarginSeconds * reader.SampleRateHz);
        _pastLength = silences.ReachOf(reader.SampleRateHz);
    }

    /// <summary>Samples of the recording, known when it was cut to its end.</summary>
    public long SampleCount { get; private set; }

    public IEnumerable<SoundSegment> Cut()
    {
        // What is no longer than a chunk is heard whole, whatever is silent in it.
        var (joint, isWhole, skipped) = (Joint.Pause, !Fill(), Array.Empty<float>());
        while (_held.Count > 0)
        {
            var cut = isWhole ? new Cutting(_held.Count, _held.Count, Joint.Pause) : FindCut();
            if (cut.End > 0) yield return new SoundSegment(SampleCount, [.. _held[..cut.End]], joint) { Skipped = skipped };
            (joint, skipped) = (cut.Joint, cut.Joint == Joint.ShortPause ? [.. _held[cut.End..cut.Next]] : []);
            Pass(cut.Next);
            Fill();
        }
    }

    private void Pass(int count)
    {
        _past.AddRange(CollectionsMarshal.AsSpan(_held)[..count]);
        _held.RemoveRange(0, count);
        SampleCount += count;
        if (_past.Count > _pastLength) _past.RemoveRange(0, _past.Count - _pastLength);
    }

    /// <returns>Whether there is more than a chunk.</returns>
    private bool Fill()
    {
        var wanted = _chunk + 1;
        var held = _held.Count;
        if (held >= wanted) return true;
        CollectionsMarshal.SetCount(_held, wanted);
        var read = _reader.Read(CollectionsMarshal.AsSpan(_held)[held..]);
        CollectionsMarshal.SetCount(_held, held + read);
        return _held.Count == wanted;
    }

    private Cutting FindCut()
    {
        var length = Math.Min(_held.Count, _chunk);
        var isLast = _held.Count <= _chunk;
        var silences = SilencesIn(length);
        foreach (var silence in silences)
        {
            var (leads, ends) = (silence.Start == 0, isLast && silence.End == length);
            if (leads || ends)
            {
                var (kept, resumed) = EdgesOf(silence);
                if (ends || resumed > 0) return new Cutting(leads ? 0 : (int)Math.Min(kept, length), ends ? length : (int)resumed, Joint.Pause);
            }
            else if (silence.Length >= _pause) return CutIn(silence);
        }
        if (isLast) return new Cutting(length, length, Joint.Pause);
        if ((LongestIn(silences, _chunk / 2, _chunk) ?? LongestIn(silences, _chunk / 4, _chunk / 2)) is { } pause) return CutIn(pause);
        return new Cutting(_chunk, _chunk - _overlap, Joint.Overlap);
    }

    private Cutting CutIn(SampleRange silence)
    {
        var (kept, resumed) = EdgesOf(silence);
        var (end, next) = ((int)Math.Min(kept, silence.Middle), (int)Math.Max(resumed, silence.Middle));
        // The search wants a frame of its own for what may lie in a pause that it hears through.
        return silence.Length >= _stretchPause ? new Cutting(end, next, Joint.Pause) : new Cutting(Math.Min(end, next - _frameShift), next, Joint.ShortPause);
    }

    private List<SampleRange> SilencesIn(int length)
    {
        var past = _past.Count - (_past.Count % SilenceDetector.FrameLength(_reader.SampleRateHz)); // frames lie on what is held as if there were no past
        float[] sound = [.. CollectionsMarshal.AsSpan(_past)[^past..], .. CollectionsMarshal.AsSpan(_held)[..length]];
        return [.. _silences.Find(sound, _reader.SampleRateHz)
            .Where(silence => silence.End > past)
            .Select(silence => new SampleRange(Math.Max(silence.Start - past, 0), silence.End - past))];
    }

    /// <summary>Until where a pause stays with the sound before it, and from where with the sound after: the room's sound helps the model. Where all of it is one value the
    /// next sound's true start is known to the sample, and kept: a shift by half a frame already changes what is heard.</summary>
    private (long Kept, long Resumed) EdgesOf(SampleRange silence)
    {
        var kept = silence.Start + _margin;
        var held = CollectionsMarshal.AsSpan(_held);
        if (!_silences.IsSilent(held[(int)silence.Start..(int)silence.End], _reader.SampleRateHz)) return (kept, silence.End - _margin);
        var after = held[(int)silence.Middle..].IndexOfAnyExcept(held[(int)silence.Middle]);
        return (kept, Math.Max(after < 0 ? held.Length : silence.Middle + after, silence.End));
    }

    private static SampleRange? LongestIn(IReadOnlyList<SampleRange> silences, int start, int end)
    {
        var inside = silences.Where(silence => silence.Middle >= start && silence.Middle < end).ToList();
        return inside.Count == 0 ? null : inside.MaxBy(silence => silence.Length);
    }

    /// <summary>Where a segment ends, and where the next one starts: earlier where they overlap.</summary>
    private readonly record struct Cutting(int End, int Next, Joint Joint);

    private int OnGrid(double samples) => (int)(samples / _frameShift) * _frameShift;
}
