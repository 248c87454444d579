using HubertAsr.Evaluation;
using HubertAsr.Models;
using static TorchSharp.torch;

namespace HubertAsr.Training;

/// <summary>Greedy recognition of the development set, scored as the final evaluation scores.</summary>
internal sealed class Validation(TrainingJob job, TrainingData data)
{
    private const int SampleCount = 3;

    /// <summary>Recognises everything once. The model is left in evaluation mode.</summary>
    public ValidationReport Run(int update)
    {
        job.Model.eval();
        var references = Enumerable.Range(0, data.Dev.Count.Kept).Select(number => data.Dev.Index.Read(number).Utterance).ToDictionary(utterance => utterance.Id, utterance => utterance.Text);
        var pairs = new List<ScoringPair>();
        var (loss, frames) = (0.0, default(FrameCounts));
        foreach (var batch in data.LoadDev())
        {
            var part = Recognise(batch);
            (loss, frames) = (loss + part.Loss, frames + part.Frames);
            pairs.AddRange(batch.Ids.Zip(part.Texts, (id, text) => new ScoringPair(id, references[id], text)));
        }
        pairs.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        var total = Scorer.Score("dev", pairs).Total;
        var samples = Spread(pairs).Select(pair => new DecodedSample(pair.Id, pair.Reference, pair.Hypothesis ?? "")).ToList();
        return new ValidationReport(update, total.CerWithSpaces.Rate, total.CerWithoutSpaces.Rate, loss / pairs.Count, (double)frames.Blank / frames.Valid, samples);
    }

    private (double Loss, FrameCounts Frames, IReadOnlyList<string> Texts) Recognise(Batch batch)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var blank = job.Tokenizer.Vocabulary.BlankId;
        var frameCounts = batch.SampleCounts.Select(count => job.Model.Config.FrameCount(count)).ToArray();
        var pass = new HubertPass { SampleCounts = batch.SampleCounts, HidePadding = job.Preprocessor.ReturnAttentionMask };
        var waveforms = tensor(batch.Samples, [batch.Count, batch.Width], device: job.Model.Device); // [B, S]
        var logProbs = job.Model.call(waveforms, pass).to_type(ScalarType.Float32).log_softmax(-1);  // [B, T, V]
        var losses = CtcLoss.OfEach(logProbs, frameCounts, batch.Labels, new CtcRules(blank, ZeroInfinity: true)).cpu().data<float>().ToArray();
        var best = CtcLoss.Best(logProbs);
        var width = (int)logProbs.shape[1];
        var texts = frameCounts.Select((count, row) => job.Tokenizer.DecodeLabels(CtcLoss.Collapse(best.AsSpan(row * width, count), blank))).ToList();
        var perLabel = losses.Select((loss, row) => (double)loss / batch.Labels[row].Length).Sum();
        return (perLabel, new FrameCounts(frameCounts.Sum(count => (long)count), CtcLoss.CountBlank(logProbs, frameCounts, blank), 0), texts);
    }

    /// <summary>A few utterances from all over the set, the same every time.</summary>
    private static IEnumerable<ScoringPair> Spread(List<ScoringPair> pairs)
        => Enumerable.Range(0, SampleCount).Select(i => pairs[i * pairs.Count / SampleCount]).Distinct();
}
