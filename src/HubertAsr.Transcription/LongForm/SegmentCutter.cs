using System.Runtime.InteropServices;
using HubertAsr.Audio;

namespace HubertAsr.Transcription.LongForm;

/// <summary>
/// Cuts a recording into segments of at most a chunk, at the longest pause of the chunk's later half, else of its second quarter; where there is none, in
/// running sound with an overlap. It holds one chunk, however long the recording is.
/// </summary>
internal sealed class SegmentCutter
{
    private readonly WaveformReader _reader;
    private readonly SilenceDetector _silences;
    private readonly List<float> _held = [];
    private readonly int _frameShift;
    private readonly int _chunk;
    private readonly int _overlap;

    /// <param name="reader">The recording.</param>
    /// <param name="options">Lengths of chunk and overlap.</param>
    /// <param name="frameShift">Samples a frame: cuts lie on the grid of frames, so that rows on both sides of one fall together.</param>
    public SegmentCutter(WaveformReader reader, TranscribeOptions options, int frameShift)
    {
        (_reader, _frameShift) = (reader, frameShift);
        _silences = new SilenceDetector(options.Silence);
        _chunk = OnGrid(options.ChunkSeconds * reader.SampleRateHz);
        _overlap = OnGrid(options.OverlapSeconds * reader.SampleRateHz);
    }

    /// <summary>Samples of the recording, known when it was cut to its end.</summary>
    public long SampleCount { get; private set; }

    public IEnumerable<SoundSegment> Cut()
    {
        var continues = false;
        while (Fill())
        {
            var pause = FindPause();
            yield return new SoundSegment(SampleCount, [.. _held[..(pause ?? _chunk)]], continues);
            var next = pause ?? _chunk - _overlap;
            _held.RemoveRange(0, next);
            SampleCount += next;
            continues = pause is null;
        }
        yield return new SoundSegment(SampleCount, [.. _held], continues);
        SampleCount += _held.Count;
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

    private int? FindPause()
    {
        var silences = _silences.Find(CollectionsMarshal.AsSpan(_held)[.._chunk], _reader.SampleRateHz);
        return LongestIn(silences, _chunk / 2, _chunk) ?? LongestIn(silences, _chunk / 4, _chunk / 2);
    }

    private int? LongestIn(IReadOnlyList<SampleRange> silences, int start, int end)
    {
        var inside = silences.Where(silence => silence.Middle >= start && silence.Middle < end).ToList();
        return inside.Count == 0 ? null : OnGrid(inside.MaxBy(silence => silence.Length).Middle);
    }

    private int OnGrid(double samples) => (int)(samples / _frameShift) * _frameShift;
}
