using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace HubertAsr.Training;

/// <summary>Over what the CTC losses of one update are averaged. The same learning rate and clip mean different things under each.</summary>
public enum LossReduction
{
    /// <summary>Each utterance's loss over its label count, averaged over the utterances of the update (PyTorch's and Hugging Face's "mean").</summary>
    Mean,

    /// <summary>Summed losses over the number of utterances (fairseq's <c>sentence_avg</c>).</summary>
    Sentence,

    /// <summary>Summed losses (Hugging Face's config default).</summary>
    Sum,
}

/// <summary>How the learning rate moves over the updates.</summary>
public enum ScheduleShape
{
    /// <summary>Linear rise, hold, exponential fall (fairseq's <c>tri_stage</c>).</summary>
    TriStage,

    /// <summary>Linear rise, linear fall.</summary>
    Linear,

    /// <summary>Linear rise, half a cosine down.</summary>
    Cosine,

    /// <summary>Linear rise, then level.</summary>
    Constant,
}

/// <summary>What products are computed in. Weights, norms, softmax and loss are 32-bit floats under each.</summary>
public enum Precision
{
    /// <summary>32-bit floats.</summary>
    Fp32,

    /// <summary>bfloat16: the range of a float, 8 bits of precision.</summary>
    Bf16,

    /// <summary>float16 with a dynamic loss scale.</summary>
    Fp16,
}

/// <summary>The section <c>[train]</c> of a recipe: batches, optimiser, schedule, freezing, checkpoints.</summary>
/// <remarks>Defaults follow the 100 h fine-tuning of [Baevski20] (peak 3e-5, tri-stage 0.1/0.4/0.5) unless a line says otherwise.</remarks>
public sealed record TrainOptions : IValidatableObject
{
    [Description("seed of every random draw: batch order, masks, dropout, layer drop"), Range(0, int.MaxValue)]
    public int Seed { get; init; } = 1337;

    [Description("length of the run, optimiser updates"), Range(1, 10_000_000)]
    public int MaxUpdates { get; init; } = 20_000;

    [Description("padded audio in one batch, seconds of audio: utterances × longest"), Range(0.1, 100_000.0)]
    public double MaxBatchSeconds { get; init; } = 100;

    [Description("utterances in one batch at most, for recipes that count them; absent: as many as max_batch_seconds holds"), Range(1, 1_000_000)]
    public int? MaxBatchUtterances { get; init; }

    [Description("how much longer than the shortest the longest utterance of a batch may be, share of it; absent: 0.02 for models with group norm, whose output depends on padding, else 0.25"), Range(0.0, 100.0)]
    public double? LengthSpread { get; init; }

    [Description("batches whose gradients one update adds up, batches"), Range(1, 1024)]
    public int AccumulateBatches { get; init; } = 1;

    [Description("shorter utterances are left out of training and counted, seconds"), Range(0.0, 60.0)]
    public double MinSeconds { get; init; } = 0.3;

    [Description("longer utterances are left out of training and counted, seconds"), Range(0.1, 3600.0)]
    public double MaxSeconds { get; init; } = 20;

    [Description("silence is cut off both ends of every training utterance, and its share is counted")]
    public bool TrimSilence { get; init; }

    [Description("what the CTC losses of one update are divided by")]
    public LossReduction LossReduction { get; init; } = LossReduction.Mean;

    [Description("an utterance with no finite alignment counts as loss 0 instead of stopping the run")]
    public bool ZeroInfinity { get; init; } = true;

    [Description("the head is trained on this layer's output too (intermediate CTC), layers from the bottom; absent: on the last only"), Range(1, 1000)]
    public int? IntermediateLayer { get; init; }

    [Description("share of the intermediate loss"), Range(0.0, 0.99)]
    public double IntermediateWeight { get; init; } = 0.3;

    [Description("share of the second head's loss, where tokenizer.second_unit asks for one"), Range(0.0, 0.99)]
    public double SecondHeadWeight { get; init; } = 0.5;

    [Description("peak learning rate of the encoder, per update"), Range(0.0, 1.0)]
    public double LearningRate { get; init; } = 3e-5;

    [Description("peak learning rate of the CTC head, per update; absent: the encoder's"), Range(0.0, 1.0)]
    public double? HeadLearningRate { get; init; }

    [Description("factor on the learning rate for each layer further from the head; 1 = none"), Range(0.1, 1.0)]
    public double LayerDecay { get; init; } = 1;

    [Description("shape of the learning rate over the run")]
    public ScheduleShape Schedule { get; init; } = ScheduleShape.TriStage;

    [Description("linear rise of the learning rate, updates; absent: a tenth of max_updates"), Range(0, 10_000_000)]
    public int? WarmupUpdates { get; init; }

    [Description("level part after the rise (tri_stage), updates; absent: four tenths of max_updates"), Range(0, 10_000_000)]
    public int? HoldUpdates { get; init; }

    [Description("falling part of the learning rate, updates; absent: what is left of max_updates"), Range(0, 10_000_000)]
    public int? DecayUpdates { get; init; }

    [Description("learning rate of the first update as a share of the peak"), Range(0.0, 1.0)]
    public double InitialLearningRateScale { get; init; } = 0.01;

    [Description("learning rate at the end of the fall as a share of the peak"), Range(0.0, 1.0)]
    public double FinalLearningRateScale { get; init; } = 0.05;

    [Description("AdamW's decay of the gradient mean, per update"), Range(0.0, 0.99999)]
    public double Beta1 { get; init; } = 0.9;

    [Description("AdamW's decay of the squared gradient mean, per update"), Range(0.0, 0.99999)]
    public double Beta2 { get; init; } = 0.98;

    [Description("AdamW's floor under the denominator"), Range(1e-12, 1e-2)]
    public double Epsilon { get; init; } = 1e-8;

    [Description("AdamW's weight decay, share of the weight per unit of learning rate"), Range(0.0, 1.0)]
    public double WeightDecay { get; init; } = 0.01;

    [Description("weight decay also on norms and biases")]
    public bool DecayNormsAndBiases { get; init; }

    [Description("largest global gradient norm; larger gradients are scaled down to it; 0 = off"), Range(0.0, 1e6)]
    public double ClipNorm { get; init; } = 1;

    [Description("the convolutional front end is never trained")]
    public bool FreezeConvEncoder { get; init; } = true;

    [Description("only the head is trained for this long, updates"), Range(0, 10_000_000)]
    public int FreezeEncoderUpdates { get; init; }

    [Description("transformer layers from the bottom that are never trained, with all below them, layers"), Range(0, 1000)]
    public int FreezeLowerLayers { get; init; }

    [Description("what products are computed in; bf16 and fp16 are for GPUs: on a processor they are slower")]
    public Precision Precision { get; init; } = Precision.Fp32;

    [Description("fp16: factor on the loss at first; halved when a gradient overflows"), Range(1.0, 1e15)]
    public double InitialLossScale { get; init; } = 65_536;

    [Description("fp16: the factor on the loss doubles after so many updates without overflow, updates"), Range(1, 1_000_000)]
    public int LossScaleGrowthUpdates { get; init; } = 2000;

    [Description("transformer layers are computed again in the backward pass instead of being kept: memory for about a third more arithmetic")]
    public bool RecomputeLayers { get; init; }

    [Description("before the first update the longest utterances are run forward and backward to see whether the longest batch fits into memory")]
    public bool ProbeMemory { get; init; } = true;

    [Description("a line and a row of metrics.csv every so often, updates"), Range(1, 1_000_000)]
    public int LogEveryUpdates { get; init; } = 50;

    [Description("validation CER, and a checkpoint, every so often, updates"), Range(1, 10_000_000)]
    public int ValidateEveryUpdates { get; init; } = 1000;

    [Description("model folders of the lowest validation CER kept as checkpoints/step-N, beside checkpoints/best, folders"), Range(1, 1000)]
    public int KeepBest { get; init; } = 1;

    [Description("exponential moving average of the weights, validated and saved as best in place of the weights, decay per update; 0 = off"), Range(0.0, 0.999999)]
    public double EmaDecay { get; init; }

    [Description("decoded waveforms kept in memory between epochs, MiB; 0 = none"), Range(0, 1_000_000)]
    public int CacheMegabytes { get; init; } = 512;

    [Description("threads that decode audio ahead of the training thread, threads"), Range(1, 256)]
    public int LoaderThreads { get; init; } = 2;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MinSeconds >= MaxSeconds)
            yield return new ValidationResult($"min_seconds {MinSeconds} is not below max_seconds {MaxSeconds}.");
        if (MaxBatchSeconds < MaxSeconds)
            yield return new ValidationResult($"max_batch_seconds {MaxBatchSeconds} does not hold one utterance of max_seconds {MaxSeconds}; raise the one or lower the other.");
        if (IntermediateLayer is not null && IntermediateWeight + SecondHeadWeight >= 1)
            yield return new ValidationResult($"intermediate_weight {IntermediateWeight} and second_head_weight {SecondHeadWeight} leave nothing for the last layer's own loss; a sum below 1 was expected.");
        if (Schedule == ScheduleShape.TriStage && FinalLearningRateScale == 0)
            yield return new ValidationResult("final_learning_rate_scale 0: tri_stage falls by a constant factor an update and never comes to 0; a small number such as 0.01, or schedule = \"linear\", was expected.");
        if ((WarmupUpdates ?? 0) > MaxUpdates)
            yield return new ValidationResult($"warmup_updates {WarmupUpdates} is longer than max_updates {MaxUpdates}: the peak learning rate would never be reached.");
    }
}
