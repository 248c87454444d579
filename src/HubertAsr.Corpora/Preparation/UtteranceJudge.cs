using HubertAsr.Audio;
using HubertAsr.Corpora.Families;
using HubertAsr.Corpora.Sources;
using HubertAsr.Text;

namespace HubertAsr.Corpora.Preparation;

/// <summary>
/// Decides on one utterance: label, audio, times, transcript, in this order, the first that fails names the reason. One thread's own.
/// </summary>
internal sealed class UtteranceJudge(PreparationPlan plan, CorpusFamily family, AudioProbe probe, AudioExamination examination)
{
    private const double ShortestAudioSeconds = 0.1;
    private const double ToleratedDifferenceSeconds = 0.5;
    private const string OddAudio = "odd-audio";
    private static readonly NormalizedTranscript _nothingSaid = new("", [], null, []);
    private readonly TranscriptNormalizer _forTrain = plan.Normalizer(family, isTrain: true);
    private readonly TranscriptNormalizer _forEvaluation = plan.Normalizer(family, isTrain: false);

    /// <summary>Characters that transcripts were dropped for or lost, with their counts.</summary>
    public Dictionary<string, long> ForeignCharacters { get; } = new(StringComparer.Ordinal);

    /// <param name="row">What the label says.</param>
    /// <param name="label">Where it says so.</param>
    /// <param name="audio">What was found for it.</param>
    /// <returns>The row of the manifest.</returns>
    /// <exception cref="LabelFormatException">The utterance is dropped; reason and message tell why.</exception>
    public KeptRow Judge(LabelRow row, SourceFile label, PairedAudio audio)
    {
        if (row.DropReason is { } reason) throw new LabelFormatException(reason, row.DropDetail);
        if (audio.File is null) throw Unpaired(row, audio);
        var (info, cached) = probe.Read(audio.File, family);
        var (start, samples) = Stretch(row, info);
        var split = plan.Splits.Of(row, row.Split.Length > 0 ? row.Split : SplitPlan.OfPath(label.TreePath));
        var transcript = family.IsTranscribed ? Normalize(row, split) : _nothingSaid;
        var flags = new List<string>(transcript.Flags);
        if (row.Flags.Length > 0) flags.Add(row.Flags);
        if (info.Warnings.Count > 0) flags.Add(OddAudio);
        Check(row, new Clip(samples, info.SampleRateHz, info.DurationSeconds), transcript.Text, split, flags);
        var stretch = new AudioReadOptions { StartFrame = start, FrameCount = samples, RawSampleRateHz = family.RawRateHz };
        ulong? sound = plan.Options.VerifyAudio ? examination.Examine(audio.File, cached, stretch, flags) : null;
        var utterance = new Utterance
        {
            Id = plan.IdPrefix(family) + row.Id,
            Audio = cached is null ? audio.File.Container.RelativeTo(plan.ManifestFolder, audio.File.Name) : $"{Caching.PcmCache.FolderName}/{cached.Shard}",
            Start = start + (cached?.Start ?? 0),
            Samples = samples,
            Rate = info.SampleRateHz,
            Text = transcript.Text,
            Raw = row.Raw,
            Corpus = plan.CorpusName(family),
            Subset = row.Subset,
            Split = split,
            Speaker = row.Speaker,
            Sex = row.Sex,
            Age = row.Age,
            Region = row.Region,
            Device = row.Device,
            Flags = string.Join(' ', flags.Order(StringComparer.Ordinal)),
            Further = row.Further,
        };
        return new KeptRow(utterance, $"{audio.File.Length}:{audio.File.Crc:x8}:{start}", Where(row, label), sound);
    }

    /// <summary>The label file, with the line where it holds several utterances.</summary>
    public static string Where(LabelRow row, SourceFile label) => row.Line > 0 ? $"{label.Where}:{row.Line}" : label.Where;

    private static LabelFormatException Unpaired(LabelRow row, PairedAudio audio) => audio.Others.Count == 0
        ? new LabelFormatException(DropReasons.NoAudio, $"no audio file named {row.AudioKeys[0].Replace(PlainPaths.PathKey, "", StringComparison.Ordinal)} in the sources; is its archive downloaded?")
        : new LabelFormatException(
            DropReasons.DuplicateStem,
            $"{audio.Others.Count} audio files of this name with different content: {string.Join(", ", audio.Others.Select(file => file.Where))}; keep one of them");

    /// <summary>The stretch of the file in frames at its own rate: all of it, or start to end cut to what is there.</summary>
    private (long Start, long Samples) Stretch(LabelRow row, AudioInfo info)
    {
        var (shortest, longest) = (plan.Options.MinSeconds ?? family.Lengths.Shortest, plan.Options.MaxSeconds ?? family.Lengths.Longest);
        var (start, end) = (0L, info.FrameCount);
        if (row.Times is { } times)
        {
            start = Math.Max(0, (long)Math.Round(times.Start * info.SampleRateHz, MidpointRounding.AwayFromZero));
            end = Math.Min(info.FrameCount, (long)Math.Round(times.End * info.SampleRateHz, MidpointRounding.AwayFromZero));
            if (times.End <= times.Start || start >= info.FrameCount)
                throw new LabelFormatException(DropReasons.Times, FormattableString.Invariant($"{times.Start} s to {times.End} s of a recording of {info.DurationSeconds:0.###} s"));
        }
        var seconds = (double)(end - start) / info.SampleRateHz;
        if (seconds < ShortestAudioSeconds && row.Times is null) throw new LabelFormatException(DropReasons.NoAudio, FormattableString.Invariant($"{seconds:0.###} s of audio"));
        if (seconds < shortest) throw new LabelFormatException(DropReasons.TooShort, FormattableString.Invariant($"{seconds:0.###} s; at least {shortest} s are kept"));
        if (seconds > longest) throw new LabelFormatException(DropReasons.TooLong, FormattableString.Invariant($"{seconds:0.###} s; at most {longest} s are kept"));
        return (start, end - start);
    }

    private NormalizedTranscript Normalize(LabelRow row, string split)
    {
        if (Mojibake.Before(row.Raw) is { } before)
        {
            throw new LabelFormatException(DropReasons.Mojibake, before.Length > 0
                ? $"'{Shortened(row.Raw)}' was '{Shortened(before)}' before it was read in the wrong encoding; fix the label file"
                : $"'{Shortened(row.Raw)}' lost letters in the wrong encoding; download the labels again");
        }
        var transcript = (split == SplitPlan.Train ? _forTrain : _forEvaluation).Normalize(row.Raw, row.Id);
        foreach (var character in transcript.Residue.EnumerateRunes().Select(rune => rune.ToString()))
            ForeignCharacters[character] = ForeignCharacters.GetValueOrDefault(character) + 1;
        if (transcript.Reason is { Length: > 0 } reason) throw new LabelFormatException(reason, Shortened(row.Raw));
        return transcript;
    }

    private static void Check(LabelRow row, Clip clip, string text, string split, List<string> flags)
    {
        var frames = FrameCounts.Of(clip.Samples, clip.RateHz);
        var needed = FrameCounts.NeededBySyllables(text);
        if (frames < needed)
        {
            if (split == SplitPlan.Train)
                throw new LabelFormatException(DropReasons.Infeasible, $"{text.Length} labels need {needed} frames, the audio has {frames}: no CTC model can align them. Is it the right transcript?");
            flags.Add(DropReasons.Infeasible);
        }
        if (row.StatedSeconds is { } stated && Math.Abs(stated - clip.FileSeconds) > ToleratedDifferenceSeconds) flags.Add("length-differs");
    }

    private static string Shortened(string raw) => raw.Length <= 40 ? raw : raw[..40] + "…";

    private readonly record struct Clip(long Samples, int RateHz, double FileSeconds);
}
