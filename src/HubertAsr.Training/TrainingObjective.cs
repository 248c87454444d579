using HubertAsr.Corpora;
using HubertAsr.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace HubertAsr.Training;

/// <summary>What a model is asked to learn. The engine — batches, updates, schedules, checkpoints, resuming, alarms — asks this for all that differs
/// between CTC fine-tuning (<see cref="CtcObjective"/>) and anything else.</summary>
/// <remarks>
/// To add an objective, derive from this class in a file of its own:
/// <list type="number">
/// <item>Labels: <see cref="Labels"/> turns a manifest row into the numbers that go into the run's index and come back in <see cref="Batch.Labels"/>
/// (one a token, or one a frame); <see cref="LabelKey"/> says what they depend on; <see cref="ObstacleTo"/> says which utterances cannot be used.
/// <see cref="Present"/> may cut a window out of audio and labels together each epoch; <see cref="HeardSeconds"/> then tells the sampler its length.</item>
/// <item>A step: <see cref="Plan"/> draws all masks of a batch and says its weight; <see cref="Forward"/> gives the summed loss and sums for figures.
/// The engine divides by the weights of the whole update, so the gradient is the same however the update is cut into batches.</item>
/// <item>Figures: <see cref="StepFigures"/> and <see cref="DevFigures"/> are columns of <c>metrics.csv</c> and scalars of TensorBoard; <see cref="Words"/> is
/// their place on the log line.</item>
/// <item><see cref="Validate"/>: the lower its criterion, the better the checkpoint.</item>
/// <item><see cref="Save"/> writes a model folder; <see cref="Restore"/> reads every one of <see cref="Parameters"/> back exactly.</item>
/// </list>
/// Every draw must come from the <see cref="Random"/> it is given or from libtorch's generator, which the engine seeds: then resuming is exact.
/// </remarks>
public abstract class TrainingObjective
{
    /// <summary>What is trained; it is put into training and evaluation mode by the engine, and stays the caller's.</summary>
    public abstract Module Model { get; }

    /// <summary>The encoder's architecture.</summary>
    public abstract HubertConfig Config { get; }

    /// <summary>Where the parameters live.</summary>
    public abstract Device Device { get; }

    /// <summary>Every parameter of encoder and heads by checkpoint name; the encoder's begin with <c>hubert.</c>.</summary>
    public virtual IEnumerable<(string Name, Parameter Parameter)> Parameters => Model.named_parameters();

    /// <summary>Lets the model compute its products in a shorter type; null: in that of its parameters. <see cref="Forward"/> takes softmax and loss in 32 bits.</summary>
    public abstract void ComputeIn(ScalarType? type);

    /// <summary>Whatever the labels depend on beside the manifest: another value means another index.</summary>
    public abstract string LabelKey { get; }

    /// <summary>The label that stands for what the vocabulary does not have; null when every label is known.</summary>
    public virtual int? UnknownLabel => null;

    /// <summary>Step figures in the order of their columns, such as <c>blank_share</c>.</summary>
    public abstract IReadOnlyList<string> StepFigures { get; }

    /// <summary>Validation figures in the order of their columns, such as <c>cer</c>.</summary>
    public abstract IReadOnlyList<string> DevFigures { get; }

    /// <summary>The labels of an utterance; empty when it has none.</summary>
    public abstract int[] Labels(Utterance utterance);

    /// <summary>Why an utterance cannot be learned from; null when it can.</summary>
    /// <param name="frameCount">Frames the model makes of it.</param>
    /// <param name="labels">Its labels.</param>
    public abstract Obstacle? ObstacleTo(int frameCount, int[] labels);

    /// <summary>The labels of two utterances heard one behind the other with some silence between.</summary>
    /// <exception cref="NotSupportedException">They are not known; the objective must refuse <see cref="AugmentOptions.JoinProb"/>.</exception>
    public virtual int[] JoinLabels(int[] first, int[] second) => throw new NotSupportedException("the labels of joined utterances are not known here.");

    /// <summary>What the model gets of an utterance this time.</summary>
    /// <param name="plain">As recorded.</param>
    /// <param name="augmented">After augmentation of the waveform.</param>
    /// <param name="draw">A source of its own for this utterance and epoch.</param>
    public virtual LabelledWaveform Present(LabelledWaveform plain, LabelledWaveform augmented, Random draw) => augmented;

    /// <summary>Seconds the model gets of an utterance of so many seconds.</summary>
    public virtual float HeardSeconds(float seconds) => seconds;

    /// <summary>Draws what is hidden of a batch.</summary>
    public abstract BatchPlan Plan(Batch batch, Random draw);

    /// <summary>From waveforms to the loss, in training mode.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="plan">What <see cref="Plan"/> drew for it.</param>
    /// <returns>Its tensor belongs to the dispose scope of the caller.</returns>
    public abstract BatchLoss Forward(Batch batch, BatchPlan plan);

    /// <summary>Figures as they stand on the log line, such as <c>blank 61%  CER 7.8%</c>.</summary>
    /// <param name="figures">Step figures by name.</param>
    /// <param name="latest">The latest validation; null before the first.</param>
    public abstract string Words(IReadOnlyDictionary<string, double> figures, ValidationReport? latest);

    /// <summary>What else the log line says, behind all the rest; empty for nothing.</summary>
    public virtual string Aside(IReadOnlyDictionary<string, double> figures) => "";

    /// <summary>Judges the model, which is in evaluation mode, on the development set.</summary>
    public abstract ValidationReport Validate(int update, DevelopmentSet dev);

    /// <summary>Writes the model and whatever it needs to be used into a folder that is there.</summary>
    public abstract void Save(string folder);

    /// <summary>Puts <see cref="Parameters"/> where they were when the folder was saved, bit for bit.</summary>
    public abstract void Restore(string folder);
}

/// <summary>Why an utterance cannot be learned from.</summary>
/// <param name="Reason">As in <c>dropped.csv</c>.</param>
/// <param name="Arithmetic">The numbers behind it, for people.</param>
public sealed record Obstacle(string Reason, string Arithmetic = "");

/// <summary>What was drawn for one batch before its pass.</summary>
/// <param name="Pass">Lengths, masks and the draw of skipped layers.</param>
/// <param name="Weight">What the batch counts in the update: utterances, or frames; 0 where losses are not averaged.</param>
public sealed record BatchPlan(HubertPass Pass, double Weight);

/// <summary>One batch's loss.</summary>
/// <param name="Sum">Summed over the batch; divided by the update's weight it is the loss, [].</param>
/// <param name="OfEach">Loss of each utterance, [B]; whichever is no number is named.</param>
/// <param name="Figures">Sums by the names of <see cref="TrainingObjective.StepFigures"/>.</param>
public sealed record BatchLoss(Tensor Sum, float[] OfEach, FigureSums Figures);

/// <summary>The utterances a run is validated on.</summary>
/// <param name="Batches">One pass over them.</param>
/// <param name="Utterances">Their manifest rows.</param>
public sealed record DevelopmentSet(IEnumerable<Batch> Batches, IEnumerable<Utterance> Utterances);
