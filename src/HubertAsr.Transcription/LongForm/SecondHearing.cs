using System.Runtime.InteropServices;
using HubertAsr.Audio;
using HubertAsr.Decoding;
using HubertAsr.Models;

namespace HubertAsr.Transcription.LongForm;

/// <summary>
/// Cuts a stretch that was heard and read into the sentences that the search found in it. A sentence is heard best by itself and whole, as in training: among others the model takes
/// part of what it knows of a voice from theirs, by the group norm's mean over time for one; and cut in a short pause inside it, it lacks what was said before.
/// </summary>
internal sealed class SecondHearing(AcousticShape shape, TranscribeOptions options)
{
    // A sentence that is cut into its first sound is misread; that it hears a little of the one before, or lacks a little of its end, costs much less.
    private const double LeadSeconds = 0.02;

    // Less tells the model too little of a voice.
    private const double ShortestSeconds = 1;

    private readonly int _lead = (int)(LeadSeconds * AcousticModel.SampleRateHz);
    private readonly int _shortest = (int)(ShortestSeconds * AcousticModel.SampleRateHz);
    private readonly int _longest = (int)(options.ChunkSeconds * AcousticModel.SampleRateHz);

    /// <param name="stretch">What came of the hearing before.</param>
    /// <param name="heard">The segments that it was put together from.</param>
    /// <param name="words">What was read in it.</param>
    /// <returns>The sentences in order, each in one segment, or in the segments that it was heard in where it is too long to be heard at once; empty when all of it is one sentence
    /// that was heard so, and a further hearing has nothing to add.</returns>
    public IReadOnlyList<IReadOnlyList<SoundSegment>> Sentences(EmissionStretch stretch, IReadOnlyList<SoundSegment> heard, IReadOnlyList<DecodedWord> words)
    {
        Border[] borders = [.. Enumerable.Range(1, Math.Max(0, words.Count - 1)).Where(word => words[word].StartsSentence)
            .Select(word => new Border(stretch.EndOf(words[word - 1].EndFrame - 1), stretch.EndOf(words[word].StartFrame)))];
        List<IReadOnlyList<SoundSegment>> sentences = [];
        foreach (var run in Runs(heard, borders).Select(run => Within(run, stretch)))
        {
            var start = 0;
            foreach (var end in Cuts(run, borders).Append(run.Samples.Length))
            {
                var sentence = new SoundSegment(run.StartSample + start, run.Samples[start..end], run.Joint);
                sentences.Add(sentence.Samples.Length <= _longest ? [sentence] : AsHeard(sentence, heard));
                start = end;
            }
        }
        return sentences is [var only] && (only.Count > 1 || heard.Count == 1) ? [] : sentences;
    }

    /// <summary>The sound of segments between which no pause parts two sentences.</summary>
    private static IEnumerable<SoundSegment> Runs(IReadOnlyList<SoundSegment> heard, IReadOnlyList<Border> borders)
    {
        for (var first = 0; first < heard.Count;)
        {
            var (samples, next) = (new List<float>(heard[first].Samples), first + 1);
            for (; next < heard.Count && !(heard[next].Joint == Joint.ShortPause && borders.Any(border => border.Touches(heard[next - 1].EndSample, heard[next].StartSample))); next++)
            {
                if (heard[next].Joint == Joint.Overlap) CollectionsMarshal.SetCount(samples, (int)(heard[next].StartSample - heard[first].StartSample));
                samples.AddRange(heard[next].Skipped);
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
        var behind = (int)(run.EndSample - stretch.EndSample);
        if (behind < 2 * shape.FrameShift) behind = 0; // a run neither begins nor ends on the grid of the stretch's frames
        return start == 0 && behind == 0 ? run : run with { StartSample = run.StartSample + start, Samples = run.Samples[start..(run.Samples.Length - behind)] };
    }

    private List<int> Cuts(SoundSegment run, IEnumerable<Border> borders)
    {
        var cuts = new List<int>();
        foreach (var border in borders.Where(border => border.From > run.StartSample && border.To < run.EndSample))
        {
            // From where the last word was still heard, which must not be heard twice, to where the first already was. Within that a mouth closed for ㄲ or ㅈ may be quieter than the place
            // between the two words, but comes after it.
            var (from, to) = ((int)(border.From - run.StartSample), (int)(border.To - run.StartSample));
            var cut = from + Math.Max(0, SilenceDetector.FirstQuietPlace(run.Samples.AsSpan(from..to), AcousticModel.SampleRateHz) - _lead);
            if (cut - cuts.LastOrDefault() >= _shortest && run.Samples.Length - cut >= _shortest) cuts.Add(cut);
        }
        return cuts;
    }

    private List<SoundSegment> AsHeard(SoundSegment sentence, IReadOnlyList<SoundSegment> heard)
    {
        var pieces = new List<SoundSegment>();
        foreach (var (segment, next) in heard.Zip(heard.Skip(1).Append(null)))
        {
            // What of two that overlap lies in the sentence is heard with one of them if all of it can be.
            if (segment.EndSample <= sentence.StartSample || next?.StartSample <= sentence.StartSample) continue;
            var start = (int)Math.Max(0, sentence.StartSample - segment.StartSample);
            var end = (int)Math.Min(segment.Samples.Length, sentence.EndSample - segment.StartSample);
            if (end - start >= shape.MinSamples) pieces.Add(segment with { StartSample = segment.StartSample + start, Samples = segment.Samples[start..end] });
            if (segment.EndSample >= sentence.EndSample) break;
        }
        return pieces;
    }

    /// <summary>Where one sentence ends and another begins, in samples.</summary>
    /// <param name="From">The end of what was heard as the last word.</param>
    /// <param name="To">The end of what was heard as the first sound of the first.</param>
    private readonly record struct Border(long From, long To)
    {
        public bool Touches(long start, long end) => From <= end && To >= start;
    }
}
