using System.Runtime.InteropServices;
using HubertAsr.Audio;

namespace HubertAsr.Transcription.LongForm;

/// <summary>
/// Cuts a recording that is longer than a chunk: at every long pause, of which only the edges are kept; where a chunk has none, at the longest short pause of its later half,
/// else of its second quarter; where there is none either, in running sound with an overlap. It holds one chunk, however long the recording is.
/// </summary>
internal sealed class SegmentCutter
{
    private readonly WaveformReader _reader;
    private readonly SilenceDetector _silences;
    private readonly List<float> _held = [];
    private readonly int _frameShift;
    private readonly int _chunk;
    private readonly int _overlap;
    private readonly int _longPause;
    private readonly int _margin;

    /// <param name="reader">The recording.</param>
    /// <param name="options">Lengths of chunk and overlap.</param>
    /// <param name="silences">Finds the pauses.</param>
    /// <param name="frameShift">Samples a frame: cuts in running sound lie on the grid of frames, so that rows on both sides of one fall together.</param>
    public SegmentCutter(WaveformReader reader, TranscribeOptions options, SilenceDetector silences, int frameShift)
    {
        (_reader, _silences, _frameShift) = (reader, silences, frameShift);
        _chunk = OnGrid(options.ChunkSeconds * reader.SampleRateHz);
        _overlap = OnGrid(options.OverlapSeconds * reader.SampleRateHz);
        _longPause = (int)(options.PauseSeconds * reader.SampleRateHz);
        _margin = (int)(options.PauseMarginSeconds * reader.SampleRateHz);
    }

    /// <summary>Samples of the recording, known when it was cut to its end.</summary>
    public long SampleCount { get; private set; }

    public IEnumerable<SoundSegment> Cut()
    {
        // What is no longer than a chunk is heard whole, whatever is silent in it.
        var (continues, isWhole) = (false, !Fill());
        while (_held.Count > 0)
        {
            var (end, next) = isWhole ? (_held.Count, _held.Count) : FindCut();
            if (end > 0) yield return new SoundSegment(SampleCount, [.. _held[..end]], continues);
            _held.RemoveRange(0, next);
            SampleCount += next;
            continues = next < end;
            Fill();
        }
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

    /// <returns>Where the segment ends and where the next one starts: earlier where they overlap.</returns>
    private (int End, int Next) FindCut()
    {
        var length = Math.Min(_held.Count, _chunk);
        var isLast = _held.Count <= _chunk;
        var silences = _silences.Find(CollectionsMarshal.AsSpan(_held)[..length], _reader.SampleRateHz);
        foreach (var silence in silences)
        {
            var (leads, ends) = (silence.Start == 0, isLast && silence.End == length);
            if (!leads && !ends && silence.Length < _longPause) continue;
            var margin = MarginOf(silence);
            var end = leads ? 0 : (int)Math.Min(silence.Start + margin, ends ? length : silence.Middle);
            var next = ends ? length : (int)Math.Max(silence.End - margin, leads ? 0 : silence.Middle);
            if (next > 0) return (end, next);
        }
        if (isLast) return (length, length);
        if ((LongestIn(silences, _chunk / 2, _chunk) ?? LongestIn(silences, _chunk / 4, _chunk / 2)) is { } pause) return (pause, pause);
        return (_chunk, _chunk - _overlap);
    }

    /// <summary>How much of a pause stays on each side: the room's sound helps the model, digital silence is none and tells it nothing.</summary>
    private int MarginOf(SampleRange silence) =>
        _silences.IsSilent(CollectionsMarshal.AsSpan(_held)[(int)silence.Start..(int)silence.End], _reader.SampleRateHz) ? _frameShift / 2 : _margin;

    private static int? LongestIn(IReadOnlyList<SampleRange> silences, int start, int end)
    {
        var inside = silences.Where(silence => silence.Middle >= start && silence.Middle < end).ToList();
        return inside.Count == 0 ? null : (int)inside.MaxBy(silence => silence.Length).Middle;
    }

    private int OnGrid(double samples) => (int)(samples / _frameShift) * _frameShift;
}
