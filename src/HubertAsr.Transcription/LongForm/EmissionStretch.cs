using System.Runtime.InteropServices;
using HubertAsr.Decoding;

namespace HubertAsr.Transcription.LongForm;

/// <summary>
/// The emissions of running speech, put together from overlapping segments. In an overlap both sides saw every frame; they are joined where both are
/// surest that no token is spoken, away from the edges, where the model lacks context.
/// </summary>
internal sealed class EmissionStretch(AcousticShape shape, long startSample)
{
    // A token may be heard a frame earlier on one side than on the other: a seam wants quiet around it.
    private const int SeamReach = 2;

    // Second heads are of our making, and so are their vocabularies.
    private const int SecondBlankId = 0;

    private readonly List<float> _rows = [];       // [T, V]
    private readonly List<float> _secondRows = []; // [T, V₂], of a model with two heads
    private int _secondSize;

    public long StartSample => startSample;

    public int FrameCount => _rows.Count / shape.VocabularySize;

    /// <summary>Where the last frame stops hearing.</summary>
    public long EndSample => EndOf(FrameCount - 1);

    /// <summary>Where a frame starts to hear.</summary>
    public long StartOf(int frame) => startSample + ((long)frame * shape.FrameShift);

    /// <summary>Where a frame stops hearing.</summary>
    public long EndOf(int frame) => StartOf(frame) + shape.MinSamples;

    public Emissions ToEmissions() => new([.. _rows], FrameCount, shape.VocabularySize)
    {
        Second = _secondSize == 0 ? null : new([.. _secondRows], FrameCount, _secondSize),
    };

    /// <summary>Adds a segment as it is joined to the one before.</summary>
    public void Append(SoundSegment segment, Emissions emissions)
    {
        if (segment.Joint == Joint.ShortPause && FrameCount > 0) AppendAfterShortPause(segment, emissions);
        else AppendOverSeam(segment, emissions);
    }

    /// <summary>Ends here, between two words if there are two in the overlap, and starts anew with what the segment says from the seam on.</summary>
    public EmissionStretch SplitAt(SoundSegment segment, Emissions emissions)
    {
        var offset = FrameOf(segment);
        var seam = FindSeam(offset, emissions, BoundaryProbability);
        CutAt(seam);
        var next = new EmissionStretch(shape, StartOf(seam));
        next.AddFrom(seam - offset, emissions);
        return next;
    }

    /// <summary>What overlaps replaces what lies behind the seam.</summary>
    private void AppendOverSeam(SoundSegment segment, Emissions emissions)
    {
        var offset = FrameOf(segment);
        var seam = FrameCount == 0 ? 0 : FindSeam(offset, emissions, QuietProbability);
        CutAt(seam);
        AddFrom(seam - offset, emissions);
    }

    /// <summary>In the pause nothing is spoken, and a word may end or not: the search decides.</summary>
    private void AppendAfterShortPause(SoundSegment segment, Emissions emissions)
    {
        var missing = FrameOf(segment) - FrameCount;
        for (var frame = 0; frame < missing; frame++)
        {
            _rows.AddRange(frame == missing / 2 ? PerhapsBetweenWords() : Certain(shape.BlankId, shape.VocabularySize));
            if (_secondSize > 0) _secondRows.AddRange(Certain(SecondBlankId, _secondSize));
        }
        AddFrom(0, emissions);
    }

    private void CutAt(int frame)
    {
        CollectionsMarshal.SetCount(_rows, frame * shape.VocabularySize);
        CollectionsMarshal.SetCount(_secondRows, frame * _secondSize);
    }

    private void AddFrom(int frame, Emissions emissions)
    {
        _rows.AddRange(emissions.LogProbs.AsSpan(frame * shape.VocabularySize));
        if (emissions.Second is not { } second) return;
        _secondSize = second.VocabularySize;
        _secondRows.AddRange(second.LogProbs.AsSpan(frame * _secondSize));
    }

    private static float[] Certain(int token, int vocabularySize)
    {
        var row = new float[vocabularySize];
        Array.Fill(row, float.NegativeInfinity);
        row[token] = 0;
        return row;
    }

    private float[] PerhapsBetweenWords()
    {
        var row = Certain(shape.BlankId, shape.VocabularySize);
        if (shape.WordBoundaryId >= 0) row[shape.BlankId] = row[shape.WordBoundaryId] = -MathF.Log(2);
        return row;
    }

    private int FrameOf(SoundSegment segment) => (int)((segment.StartSample - startSample) / shape.FrameShift);

    private int FindSeam(int offset, Emissions next, Func<ReadOnlySpan<float>, double> suits)
    {
        var overlap = Math.Min(FrameCount - offset, next.FrameCount);
        double Agreement(int frame) => frame < 0 || frame >= overlap ? 0 : Math.Min(suits(Row(offset + frame)), suits(next.Frame(frame)));
        var (seam, best) = (overlap / 2, -1.0);
        for (var frame = overlap / 4; frame < overlap - (overlap / 4); frame++)
        {
            var quiet = 0.0;
            for (var near = frame - SeamReach; near < frame + SeamReach; near++) quiet += Agreement(near);
            // Of equally quiet places the one with most context on both sides.
            quiet -= 1e-3 * Math.Abs(frame - (overlap / 2.0)) / overlap;
            if (quiet > best) (seam, best) = (frame, quiet);
        }
        return offset + seam;
    }

    private ReadOnlySpan<float> Row(int frame) => CollectionsMarshal.AsSpan(_rows).Slice(frame * shape.VocabularySize, shape.VocabularySize);

    private double QuietProbability(ReadOnlySpan<float> row) => Math.Exp(row[shape.BlankId]) + BetweenWords(row);

    private double BoundaryProbability(ReadOnlySpan<float> row) => BetweenWords(row) + (1e-2 * Math.Exp(row[shape.BlankId]));

    // Pieces that begin words themselves leave no token between them.
    private double BetweenWords(ReadOnlySpan<float> row) => shape.WordBoundaryId < 0 ? 0 : Math.Exp(row[shape.WordBoundaryId]);
}
