using System.Runtime.InteropServices;
using HubertAsr.Decoding;
using HubertAsr.Models;

namespace HubertAsr.Transcription.LongForm;

/// <summary>
/// Cuts a stretch that was heard and read anew, between the sentences that the search found in it. A sentence is heard best by itself, as in training: among others the model takes
/// part of what it knows of a voice from theirs, by the group norm's mean over time for one.
/// </summary>
internal sealed class SecondHearing(AcousticShape shape, TranscribeOptions options)
{
    // Heard on both sides of a cut: what lies a few frames off is not lost, and of the other voice there is too little to matter.
    private const double MarginSeconds = 0.1;

    // Less tells the model too little of a voice.
    private const double ShortestSeconds = 1;

    private readonly int _margin = (int)(MarginSeconds * AcousticModel.SampleRateHz);
    private readonly int _shortest = (int)(ShortestSeconds * AcousticModel.SampleRateHz);
    private readonly int _longest = (int)(options.ChunkSeconds * AcousticModel.SampleRateHz);
    private readonly int _overlap = (int)(options.OverlapSeconds * AcousticModel.SampleRateHz);

    /// <param name="stretch">What came of the first hearing.</param>
    /// <param name="heard">The segments that it was put together from.</param>
    /// <param name="words">What was read in it.</param>
    /// <returns>The same sound in other segments; empty when no sentence began within it, so that a second hearing has nothing to add.</returns>
    public IReadOnlyList<SoundSegment> Segments(EmissionStretch stretch, IReadOnlyList<SoundSegment> heard, IReadOnlyList<DecodedWord> words)
    {
        long[] borders = [.. Enumerable.Range(1, Math.Max(0, words.Count - 1)).Where(word => words[word].StartsSentence)
            .Select(word => stretch.StartSample + ((long)(words[word - 1].EndFrame + words[word].StartFrame) / 2 * shape.FrameShift))];
        var runs = Runs(heard).Select(run => Within(run, stretch)).Select(run => (Run: run, Cuts: SentenceCuts(run, borders))).ToList();
        return runs.All(run => run.Cuts.Count == 0) ? [] : [.. runs.SelectMany(run => Cut(run.Run, run.Cuts))];
    }

    /// <summary>Overlapping segments as the sound that they were cut from.</summary>
    private static IEnumerable<SoundSegment> Runs(IReadOnlyList<SoundSegment> heard)
    {
        for (var first = 0; first < heard.Count;)
        {
            var (samples, next) = (new List<float>(heard[first].Samples), first + 1);
            for (; next < heard.Count && heard[next].Joint == Joint.Overlap; next++)
            {
                CollectionsMarshal.SetCount(samples, (int)(heard[next].StartSample - heard[first].StartSample));
                samples.AddRange(heard[next].Samples);
            }
            yield return heard[first] with { Samples = [.. samples] };
            first = next;
        }
    }

    /// <summary>A stretch that was split in running sound holds less than its segments.</summary>
    private SoundSegment Within(SoundSegment run, EmissionStretch stretch)
    {
        var start = (int)Math.Max(0, stretch.StartSample - run.StartSample);
        var behind = (int)(run.StartSample + run.Samples.Length - stretch.EndSample);
        if (behind < 2 * shape.FrameShift) behind = 0; // a run neither begins nor ends on the grid of the stretch's frames
        return start == 0 && behind == 0 ? run : run with { StartSample = run.StartSample + start, Samples = run.Samples[start..(run.Samples.Length - behind)] };
    }

    private List<int> SentenceCuts(SoundSegment run, IEnumerable<long> borders)
    {
        var cuts = new List<int>();
        foreach (var border in borders.Where(border => border > run.StartSample && border < run.StartSample + run.Samples.Length))
        {
            var cut = OnGrid(border - run.StartSample);
            if (cut - cuts.LastOrDefault() >= _shortest && run.Samples.Length - cut >= _shortest) cuts.Add(cut);
        }
        return cuts;
    }

    private IEnumerable<SoundSegment> Cut(SoundSegment run, IReadOnlyList<int> sentences)
    {
        var (start, reach) = (0, 0);
        foreach (var (end, margin) in Borders(sentences, run.Samples.Length))
        {
            var (from, to) = (Math.Max(0, start - reach), Math.Min(run.Samples.Length, end + margin));
            yield return new SoundSegment(run.StartSample + from, run.Samples[from..to], start == 0 ? run.Joint : Joint.Overlap);
            (start, reach) = (end, margin);
        }
    }

    /// <summary>Ends of segments, and how far beyond them both sides hear. A sentence too long to be heard at once is cut as running sound is.</summary>
    private IEnumerable<(int End, int Margin)> Borders(IEnumerable<int> sentences, int length)
    {
        var start = 0;
        foreach (var end in sentences.Append(length))
        {
            var parts = end - start <= _longest ? 1 : (end - start + (_longest - _overlap) - 1) / (_longest - _overlap);
            for (var part = 1; part < parts; part++) yield return (start + OnGrid((double)(end - start) * part / parts), OnGrid(_overlap / 2.0));
            yield return (end, OnGrid(_margin));
            start = end;
        }
    }

    private int OnGrid(double samples) => (int)(samples / shape.FrameShift) * shape.FrameShift;
}
