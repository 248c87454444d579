using System.Globalization;
using HubertAsr.Corpora;
using HubertAsr.Evaluation;
using HubertAsr.Models;
using HubertAsr.Text;
using static TorchSharp.torch;

namespace HubertAsr.Training;

/// <summary>Recognition: the CTC loss over transcripts ([Graves06]), judged by the character error rate of greedy recognition.</summary>
public sealed class CtcObjective : TrainingObjective
{
    private const int SampleCount = 3;

    private readonly PreprocessorConfig _preprocessor;
    private readonly CtcTokenizer _tokenizer;
    private readonly TrainOptions _options;
    private readonly AugmentOptions _augment;
    private readonly CtcRules _rules;

    /// <param name="model">The recogniser.</param>
    /// <param name="preprocessor">Whether padding is hidden from the encoder; saved with every checkpoint.</param>
    /// <param name="tokenizer">Transcripts to labels of the model's head, and back; saved with every checkpoint.</param>
    /// <param name="options">How losses are averaged, and what an impossible alignment is worth.</param>
    /// <param name="augment">Masks.</param>
    /// <exception cref="InvalidDataException">The vocabulary is not the head's.</exception>
    public CtcObjective(HubertForCtc model, PreprocessorConfig preprocessor, CtcTokenizer tokenizer, TrainOptions options, AugmentOptions augment)
    {
        (Model, _preprocessor, _tokenizer, _options, _augment) = (model, preprocessor, tokenizer, options, augment);
        if (tokenizer.Vocabulary.Count != model.Config.VocabSize)
            throw new InvalidDataException($"model: the CTC head has {model.Config.VocabSize} outputs; the vocabulary has {tokenizer.Vocabulary.Count} tokens. Use the vocab.json that belongs to the model, or start from an encoder without a head.");
        _rules = new CtcRules(tokenizer.Vocabulary.BlankId, options.ZeroInfinity);
    }

    public override HubertForCtc Model { get; }

    public override HubertConfig Config => Model.Config;

    public override Device Device => Model.Device;

    public override void ComputeIn(ScalarType? type) => Model.ComputeIn(type);

    public override string LabelKey => string.Join('|', _tokenizer.Vocabulary.Tokens);

    public override int? UnknownLabel => _tokenizer.Vocabulary.UnknownId;

    public override IReadOnlyList<string> StepFigures { get; } = ["blank_share", "masked_share"];

    public override IReadOnlyList<string> DevFigures { get; } = ["cer", "cer_without_spaces", "dev_loss", "dev_blank_share"];

    public override int[] Labels(Utterance utterance) => _tokenizer.EncodeLabels(utterance.Text);

    public override Obstacle? ObstacleTo(int frameCount, int[] labels)
    {
        if (CtcFeasibility.Fits(frameCount, labels)) return null;
        var needed = CtcFeasibility.FramesNeeded(labels);
        return new Obstacle("infeasible", $"{labels.Length} labels + {needed - labels.Length} repeats = {needed} frames needed, {frameCount} there");
    }

    /// <summary>What is played too fast to be aligned is played as it is.</summary>
    public override LabelledWaveform Present(LabelledWaveform plain, LabelledWaveform augmented, Random draw)
        => CtcFeasibility.Fits(Config.FrameCount(augmented.Samples.Length), augmented.Labels) ? augmented : plain;

    public override BatchPlan Plan(Batch batch, Random draw)
    {
        var time = new SpanMask(_augment.MaskTimeProb, _augment.MaskTimeLength, _augment.MaskTimeMinSpans);
        var channel = new SpanMask(_augment.MaskChannelProb, _augment.MaskChannelLength, _augment.MaskChannelMinSpans);
        var width = Config.HiddenSize;
        var pass = Pass(batch) with
        {
            MaskedFrames = time.IsOff ? null : time.Draw(batch.FrameCounts(Config), Config.FrameCount(batch.Width), draw),
            MaskedChannels = channel.IsOff ? null : channel.Draw(Enumerable.Repeat(width, batch.Count).ToArray(), width, draw),
            LayerDraw = draw,
        };
        return new BatchPlan(pass, _options.LossReduction == LossReduction.Sum ? 0 : batch.Count);
    }

    public override BatchLoss Forward(Batch batch, BatchPlan plan)
    {
        using var scope = NewDisposeScope();
        var frameCounts = batch.FrameCounts(Config);                              // [B]
        var logProbs = LogProbs(batch, plan.Pass);                                // [B, T, V]
        var losses = CtcLoss.OfEach(logProbs, frameCounts, batch.Labels, _rules); // [B]
        var sum = (losses * Weights(batch)).sum();                                // []
        var figures = FigureSums.Of(
            ("blank_share", CtcLoss.CountBlank(logProbs, frameCounts, _rules.Blank), frameCounts.Sum()),
            ("masked_share", plan.Pass.MaskedFrames?.LongCount(hidden => hidden) ?? 0, frameCounts.Sum()));
        return new BatchLoss(sum.MoveToOuterDisposeScope(), losses.cpu().data<float>().ToArray(), figures);
    }

    public override string Words(IReadOnlyDictionary<string, double> figures, ValidationReport? latest)
    {
        var cer = latest is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100 * latest.Cer:0.0}%");
        return string.Create(CultureInfo.InvariantCulture, $"blank {100 * figures["blank_share"]:0}%  CER {cer}");
    }

    /// <summary>Greedy recognition, scored as the final evaluation scores.</summary>
    public override ValidationReport Validate(int update, DevelopmentSet dev)
    {
        var references = dev.Utterances.ToDictionary(utterance => utterance.Id, utterance => utterance.Text);
        var pairs = new List<ScoringPair>();
        var (loss, blank) = (0.0, new FigureSum());
        foreach (var batch in dev.Batches)
        {
            var part = Recognise(batch);
            (loss, blank) = (loss + part.Loss, blank + part.Blank);
            pairs.AddRange(batch.Ids.Zip(part.Texts, (id, text) => new ScoringPair(id, references[id], text)));
        }
        pairs.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        var total = Scorer.Score("dev", pairs).Total;
        var figures = new Dictionary<string, double>
        {
            ["cer"] = total.CerWithSpaces.Rate,
            ["cer_without_spaces"] = total.CerWithoutSpaces.Rate,
            ["dev_loss"] = loss / pairs.Count,
            ["dev_blank_share"] = blank.Sum / blank.Weight,
        };
        return new ValidationReport(update, figures["cer"], figures, [.. Spread(pairs).Select(pair => new DecodedSample(pair.Id, pair.Reference, pair.Hypothesis ?? ""))])
        {
            Words = string.Create(CultureInfo.InvariantCulture,
                $"dev CER {100 * figures["cer"]:0.00}% (without spaces {100 * figures["cer_without_spaces"]:0.00}%), loss {figures["dev_loss"]:0.000} a label, blank {100 * figures["dev_blank_share"]:0}%"),
        };
    }

    public override void Save(string folder)
    {
        ModelFolder.Save(Model, _preprocessor, folder);
        _tokenizer.Vocabulary.Save(folder);
    }

    public override void Restore(string folder)
        => StoredTensors.Fill(Path.Combine(folder, ModelFolder.WeightsFile), Parameters.Select(item => (item.Name, (Tensor)item.Parameter)));

    private (double Loss, FigureSum Blank, IReadOnlyList<string> Texts) Recognise(Batch batch)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var frameCounts = batch.FrameCounts(Config);
        var logProbs = LogProbs(batch, Pass(batch)); // [B, T, V]
        var losses = CtcLoss.OfEach(logProbs, frameCounts, batch.Labels, _rules with { ZeroInfinity = true }).cpu().data<float>().ToArray();
        var best = CtcLoss.Best(logProbs);
        var width = (int)logProbs.shape[1];
        var texts = frameCounts.Select((count, row) => _tokenizer.DecodeLabels(CtcLoss.Collapse(best.AsSpan(row * width, count), _rules.Blank))).ToList();
        var perLabel = losses.Select((loss, row) => (double)loss / batch.Labels[row].Length).Sum();
        return (perLabel, new FigureSum(CtcLoss.CountBlank(logProbs, frameCounts, _rules.Blank), frameCounts.Sum()), texts);
    }

    private HubertPass Pass(Batch batch) => new() { SampleCounts = batch.SampleCounts, HidePadding = _preprocessor.ReturnAttentionMask };

    private Tensor LogProbs(Batch batch, HubertPass pass)
    {
        using var scope = NewDisposeScope();
        var waveforms = tensor(batch.Samples, [batch.Count, batch.Width], device: Device); // [B, S]
        return Model.call(waveforms, pass).to_type(ScalarType.Float32).log_softmax(-1).MoveToOuterDisposeScope(); // [B, T, V]
    }

    private Tensor Weights(Batch batch)
        => tensor(batch.Labels.Select(labels => _options.LossReduction == LossReduction.Mean ? 1f / Math.Max(1, labels.Length) : 1f).ToArray(), device: Device); // [B]

    /// <summary>A few utterances from all over the set, the same every time.</summary>
    private static IEnumerable<ScoringPair> Spread(List<ScoringPair> pairs)
        => Enumerable.Range(0, SampleCount).Select(i => pairs[i * pairs.Count / SampleCount]).Distinct();
}
