using System.Globalization;
using HubertAsr.Corpora;
using HubertAsr.Evaluation;
using HubertAsr.Models;
using HubertAsr.Text;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HubertAsr.Training;

/// <summary>Recognition: the CTC loss over transcripts ([Graves06]), judged by the character error rate of greedy recognition.</summary>
/// <remarks>Beside the head on the last layer it can train the same head on a middle layer (intermediate CTC, Lee and Watanabe 2021) and a second head over
/// other units; the weights of the three losses add up to 1.</remarks>
public sealed class CtcObjective : TrainingObjective
{
    private const int SampleCount = 3;

    private readonly PreprocessorConfig _preprocessor;
    private readonly TrainOptions _options;
    private readonly AugmentOptions _augment;
    private readonly CtcTask _first;
    private readonly CtcTask? _second;

    /// <param name="model">The recogniser.</param>
    /// <param name="preprocessor">Whether padding is hidden from the encoder; saved with every checkpoint.</param>
    /// <param name="tokenizer">Transcripts to labels of the model's head, and back; saved with every checkpoint.</param>
    /// <param name="options">How losses are averaged, and what an impossible alignment is worth.</param>
    /// <param name="augment">Masks.</param>
    /// <exception cref="InvalidDataException">The vocabulary is not the head's, or there is no such layer.</exception>
    public CtcObjective(HubertForCtc model, PreprocessorConfig preprocessor, CtcTokenizer tokenizer, TrainOptions options, AugmentOptions augment)
    {
        (Model, _preprocessor, _options, _augment, _first) = (model, preprocessor, options, augment, new CtcTask(tokenizer, options));
        if (tokenizer.Vocabulary.Count != model.Config.VocabSize)
            throw new InvalidDataException($"model: the CTC head has {model.Config.VocabSize} outputs; the vocabulary has {tokenizer.Vocabulary.Count} tokens. Use the vocab.json that belongs to the model, or start from an encoder without a head.");
        if (options.IntermediateLayer >= model.Config.NumHiddenLayers)
            throw new ArgumentException($"train.intermediate_layer = {options.IntermediateLayer}: the model has {model.Config.NumHiddenLayers} layers; 1 to {model.Config.NumHiddenLayers - 1} was expected.");
    }

    /// <summary>A second head over other units; null: one head.</summary>
    public SecondTask? Second
    {
        get;
        init => (field, _second) = (value, value is null ? null : new CtcTask(value.Tokenizer, _options));
    }

    public override HubertForCtc Model { get; }

    public override HubertConfig Config => Model.Config;

    public override Device Device => Model.Device;

    public override IEnumerable<(string Name, Parameter Parameter)> Parameters => Model.named_parameters().Concat(Second?.Head.named_parameters() ?? []);

    public override string LabelKey => string.Join('|', new[] { _first, _second }.OfType<CtcTask>().SelectMany(task => task.Tokenizer.Vocabulary.Tokens));

    public override int? UnknownLabel => _first.Tokenizer.Vocabulary.UnknownId;

    public override IReadOnlyList<string> StepFigures =>
    [
        "blank_share", "masked_share", "masked_channel_share",
        .. _options.IntermediateLayer is null ? Array.Empty<string>() : ["intermediate_loss"],
        .. _second is null ? Array.Empty<string>() : ["second_loss", "second_blank_share"],
    ];

    public override IReadOnlyList<string> DevFigures => ["cer", "cer_without_spaces", "dev_loss", "dev_blank_share", .. _second is null ? Array.Empty<string>() : ["second_cer"]];

    public override void ComputeIn(ScalarType? type)
    {
        Model.ComputeIn(type);
        Second?.Head.ComputeIn(type);
    }

    public override int[] Labels(Utterance utterance) => _first.Tokenizer.EncodeLabels(utterance.Text);

    /// <summary>Both alphabets must fit into the frames; the second's labels follow from the first's.</summary>
    public override Obstacle? ObstacleTo(int frameCount, int[] labels)
    {
        if (CtcFeasibility.ObstacleTo(frameCount, labels) is { } first) return first;
        if (_second is null || CtcFeasibility.ObstacleTo(frameCount, SecondLabels(labels)) is not { } second) return null;
        return second with { Arithmetic = $"second head: {second.Arithmetic}" };
    }

    /// <summary>Two sentences are words with a boundary between; pieces begin words themselves.</summary>
    public override int[] JoinLabels(int[] first, int[] second)
        => _first.Tokenizer.Vocabulary is { WordBoundaryId: >= 0 and var boundary, Unit: not CtcUnit.SentencePiece } ? [.. first, boundary, .. second] : [.. first, .. second];

    /// <summary>What is played too fast to be aligned is played as it is.</summary>
    public override LabelledWaveform Present(LabelledWaveform plain, LabelledWaveform augmented, Random draw)
        => ObstacleTo(Config.FrameCount(augmented.Samples.Length), augmented.Labels) is null ? augmented : plain;

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
        var frameCounts = batch.FrameCounts(Config);                             // [B]
        var heard = Hear(batch, plan.Pass, _options.IntermediateLayer);
        var losses = _first.Losses(heard.Last, frameCounts, batch.Labels);       // [B]
        var figures = FigureSums.Of(
            ("blank_share", _first.Blanks(heard.Last, frameCounts).Sum, frameCounts.Sum()),
            ("masked_share", Count(plan.Pass.MaskedFrames), frameCounts.Sum()),
            ("masked_channel_share", Count(plan.Pass.MaskedChannels), (double)batch.Count * Config.HiddenSize));
        var (middleShare, secondShare) = (heard.Middle is null ? 0 : _options.IntermediateWeight, heard.Second is null ? 0 : _options.SecondHeadWeight);
        var total = losses.Times(1 - middleShare - secondShare);
        if (heard.Middle is not null)
        {
            var middle = _first.Losses(heard.Middle, frameCounts, batch.Labels); // [B]
            total = total.Plus(middle.Times(middleShare));
            figures = figures.Plus(FigureSums.Of(("intermediate_loss", middle.sum().item<float>(), batch.Count)));
        }
        if (heard.Second is not null)
        {
            var second = _second!.Losses(heard.Second, frameCounts, [.. batch.Labels.Select(SecondLabels)]); // [B]
            total = total.Plus(second.Times(secondShare));
            figures = figures.Plus(FigureSums.Of(("second_loss", second.sum().item<float>(), batch.Count), ("second_blank_share", _second.Blanks(heard.Second, frameCounts).Sum, frameCounts.Sum())));
        }
        return new BatchLoss(total.sum().MoveToOuterDisposeScope(), total.cpu().data<float>().ToArray(), figures);
    }

    public override string Words(IReadOnlyDictionary<string, double> figures, ValidationReport? latest)
    {
        var cer = latest is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100 * latest.Cer:0.0}%");
        return string.Create(CultureInfo.InvariantCulture, $"blank {100 * figures["blank_share"]:0}%  CER {cer}");
    }

    public override string Aside(IReadOnlyDictionary<string, double> figures) => _augment.MaskTimeProb > 0 || _augment.MaskChannelProb > 0
        ? string.Create(CultureInfo.InvariantCulture, $"masked {100 * figures["masked_share"]:0}% of frames, {100 * figures["masked_channel_share"]:0}% of channels")
        : "";

    /// <summary>Greedy recognition, scored as the final evaluation scores.</summary>
    public override ValidationReport Validate(int update, DevelopmentSet dev)
    {
        var references = dev.Utterances.ToDictionary(utterance => utterance.Id, utterance => utterance.Text);
        var (pairs, secondPairs) = (new List<ScoringPair>(), new List<ScoringPair>());
        var (loss, blank) = (0.0, new FigureSum());
        foreach (var batch in dev.Batches)
        {
            var part = Recognise(batch);
            (loss, blank) = (loss + part.Loss, blank + part.Blank);
            pairs.AddRange(batch.Ids.Zip(part.Texts, (id, text) => new ScoringPair(id, references[id], text)));
            secondPairs.AddRange(batch.Ids.Zip(part.SecondTexts, (id, text) => new ScoringPair(id, references[id], text)));
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
        if (_second is not null) figures["second_cer"] = Scorer.Score("dev", secondPairs).Total.CerWithSpaces.Rate;
        return new ValidationReport(update, figures["cer"], figures, [.. Spread(pairs).Select(pair => new DecodedSample(pair.Id, pair.Reference, pair.Hypothesis ?? ""))])
        {
            Words = string.Create(CultureInfo.InvariantCulture,
                $"dev CER {100 * figures["cer"]:0.00}% (without spaces {100 * figures["cer_without_spaces"]:0.00}%), loss {figures["dev_loss"]:0.000} a label, blank {100 * figures["dev_blank_share"]:0}%")
                + (figures.TryGetValue("second_cer", out var second) ? string.Create(CultureInfo.InvariantCulture, $", second head {100 * second:0.00}%") : ""),
        };
    }

    public override void Save(string folder)
    {
        ModelFolder.Save(Model, _preprocessor, folder);
        _first.Tokenizer.Vocabulary.Save(folder);
        if (Second is null) return;
        Second.Head.Save(folder);
        Second.Tokenizer.Vocabulary.Save(SecondHead.FolderOf(folder));
    }

    public override void Restore(string folder)
    {
        StoredTensors.Fill(Path.Combine(folder, ModelFolder.WeightsFile), Named(Model));
        if (Second is not null) StoredTensors.Fill(SecondHead.WeightsOf(folder), Named(Second.Head));

        static IEnumerable<(string, Tensor)> Named(nn.Module module) => module.named_parameters().Select(item => (item.name, (Tensor)item.parameter));
    }

    private (double Loss, FigureSum Blank, IReadOnlyList<string> Texts, IReadOnlyList<string> SecondTexts) Recognise(Batch batch)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Second?.Head.eval();
        var frameCounts = batch.FrameCounts(Config);
        var heard = Hear(batch, Pass(batch), middleLayer: null);
        var secondTexts = heard.Second is null ? [] : _second!.Texts(heard.Second, frameCounts);
        Second?.Head.train();
        return (_first.LossPerLabel(heard.Last, frameCounts, batch.Labels), _first.Blanks(heard.Last, frameCounts), _first.Texts(heard.Last, frameCounts), secondTexts);
    }

    private HubertPass Pass(Batch batch) => new() { SampleCounts = batch.SampleCounts, HidePadding = _preprocessor.ReturnAttentionMask };

    private int[] SecondLabels(int[] labels) => _second!.Tokenizer.EncodeLabels(_first.Tokenizer.DecodeLabels(labels));

    /// <summary>Log probabilities [B, T, V] of the last layer, of a middle one if asked for, and of the second head if there is one; in 32 bits.</summary>
    private (Tensor Last, Tensor? Middle, Tensor? Second) Hear(Batch batch, HubertPass pass, int? middleLayer)
    {
        Tensor? middle = null, second = null;
        using var scope = NewDisposeScope();
        var waveforms = tensor(batch.Samples, [batch.Count, batch.Width], device: Device); // [B, S]
        var last = Normal(Model.call(waveforms, pass with { Observe = Branch }));
        foreach (var branch in new[] { middle, second }.OfType<Tensor>()) scope.Attach(branch);
        return (last.MoveToOuterDisposeScope(), middle?.MoveToOuterDisposeScope(), second?.MoveToOuterDisposeScope());

        void Branch(string stage, Tensor hidden)
        {
            // The encoder's own scopes end before this pass does.
            if (middleLayer is { } layer && stage == $"hidden.{layer}") middle = Normal(Model.LogitsOf(hidden)).DetachFromDisposeScope();
            if (Second is not null && stage == "last_hidden_state") second = Normal(Second.Head.call(hidden)).DetachFromDisposeScope();
        }
    }

    private static Tensor Normal(Tensor logits) => logits.to_type(ScalarType.Float32).log_softmax(-1);

    private static double Count(bool[]? marks) => marks?.LongCount(hidden => hidden) ?? 0;

    /// <summary>A few utterances from all over the set, the same every time.</summary>
    private static IEnumerable<ScoringPair> Spread(List<ScoringPair> pairs)
        => Enumerable.Range(0, SampleCount).Select(i => pairs[i * pairs.Count / SampleCount]).Distinct();
}
