using HubertAsr.Corpora;
using HubertAsr.Decoding;
using HubertAsr.Models;
using HubertAsr.Text;

namespace HubertAsr.Training.Pretraining;

/// <summary>Which letter each frame says: by forced alignment with a recogniser, or spread evenly over the utterance where there is none.</summary>
/// <param name="recogniser">A fine-tuned model folder; null: letters are spread evenly, which understates how much clusters tell.</param>
public sealed class LetterFrames(string? recogniser) : IDisposable
{
    /// <summary>Utterances that are looked at: enough for figures of two digits, few enough to be quick.</summary>
    public const int MostUtterances = 300;

    private readonly AcousticModel? _model = recogniser is null ? null : AcousticModel.Load(recogniser);

    private readonly CtcTokenizer _tokenizer = CtcTokenizer.Create(recogniser is null ? CtcVocabulary.ForJamo([]) : CtcVocabulary.Load(ModelPath.Resolve(recogniser)));

    /// <summary>Counts frames by letter and cluster over the first utterances that have a transcript and labels.</summary>
    /// <param name="manifest">Transcripts and audio.</param>
    /// <param name="labels">Clusters.</param>
    /// <returns>[letters, clusters]; all zero when nothing is transcribed.</returns>
    public long[,] Count(string manifest, FrameLabels labels)
    {
        var counts = new long[_tokenizer.Vocabulary.Count, labels.ClusterCount];
        using var audio = new UtteranceAudio(manifest);
        foreach (var utterance in Manifest.Read(manifest).Where(row => row.Text.Length > 0).Take(MostUtterances))
        {
            var letters = _tokenizer.EncodeLabels(utterance.Text);
            if (letters.Length == 0 || !labels.TryRead(utterance.Id, out var clusters) || clusters.Length == 0) continue;
            if (Spread(utterance, letters, clusters.Length, audio) is not { } spoken) continue;
            for (var frame = 0; frame < clusters.Length; frame++) counts[spoken[frame], clusters[frame]]++;
        }

        return counts;
    }

    public void Dispose() => _model?.Dispose();

    private int[]? Spread(Utterance utterance, int[] letters, int frameCount, UtteranceAudio audio)
    {
        if (_model is null) return [.. Enumerable.Range(0, frameCount).Select(frame => letters[(int)((long)frame * letters.Length / frameCount)])];
        var samples = audio.Read(utterance, TrainingData.SampleRateHz).Samples;
        if (!CtcFeasibility.Fits(_model.FramesFor(samples.Length), letters)) return null;
        return Heard(_model.Encode([samples])[0], letters, _tokenizer.Vocabulary.BlankId, frameCount);
    }

    /// <summary>The letter of each frame by forced alignment.</summary>
    /// <param name="emissions">Of the recogniser.</param>
    /// <param name="letters">What is said; it fits into the emissions.</param>
    /// <param name="blank">The id that stands for no letter.</param>
    /// <param name="frameCount">Frames that the letters are wanted for, over the same time as the emissions.</param>
    internal static int[] Heard(Emissions emissions, int[] letters, int blank, int frameCount)
    {
        var spans = new ForcedAlignment().Align(emissions, letters, blank);
        var spoken = new int[frameCount];
        var next = 0;
        for (var frame = 0; frame < frameCount; frame++)
        {
            var heard = (int)((long)frame * emissions.FrameCount / frameCount);
            // A letter lasts until the next one begins; what is before the first belongs to it.
            while (next + 1 < spans.Count && spans[next + 1].Start <= heard) next++;
            spoken[frame] = spans[next].Label;
        }

        return spoken;
    }
}
