using System.Globalization;
using System.Text.Json.Serialization;

namespace HubertAsr.Training;

/// <summary>Something the run says while it goes on. Delivered in order, on the training thread; the receiver should be quick.</summary>
public abstract record TrainingEvent;

/// <summary>A manifest is read from end to end, once, to write the index that this start and later ones open: about a minute for ten million rows.</summary>
/// <param name="Manifest">What is read.</param>
/// <param name="Split">The rows that are kept.</param>
/// <param name="Index">What is written.</param>
public sealed record IndexBegun(string Manifest, string Split, string Index) : TrainingEvent;

/// <summary>What a run is about to do; said once, before the first update.</summary>
/// <param name="FirstUpdate">0, or the update a resumed run goes on after.</param>
/// <param name="Train">Utterances to train on.</param>
/// <param name="Dev">Utterances to validate on.</param>
/// <param name="BatchesPerEpoch">Batches of the first epoch.</param>
/// <param name="TrainedParameters">Numbers that are trained at some time of the run.</param>
/// <param name="FrozenParameters">Numbers that never are.</param>
/// <param name="Padding">How lengths are mixed in a batch, where the model's output depends on the padding; else empty.</param>
public sealed record TrainingPlan(
    int FirstUpdate, UtteranceCount Train, UtteranceCount Dev, int BatchesPerEpoch, long TrainedParameters, long FrozenParameters, string Padding) : TrainingEvent;

/// <summary>Utterances kept and left out, by reason.</summary>
/// <param name="Kept">Utterances used.</param>
/// <param name="Hours">Their audio, hours.</param>
/// <param name="LeftOut">Reason (as in <c>dropped.csv</c>) → utterances.</param>
/// <param name="Infeasible">Some ids that need more frames than they have, with the arithmetic.</param>
public sealed record UtteranceCount(int Kept, double Hours, IReadOnlyDictionary<string, int> LeftOut, IReadOnlyList<string> Infeasible)
{
    /// <summary>All that were left out: id, reason, detail.</summary>
    [JsonIgnore]
    public string List { get; init; } = "";
}

/// <summary>One log interval.</summary>
/// <param name="Update">Updates done.</param>
/// <param name="MaxUpdates">Updates of the whole run.</param>
/// <param name="Loss">Mean loss over the interval, under the objective's reduction.</param>
/// <param name="Words">The objective's figures as they stand on the line, such as <c>blank 61%  CER 7.8%</c>.</param>
public sealed record StepReport(int Update, int MaxUpdates, double Loss, string Words) : TrainingEvent
{
    /// <summary>Means of the objective's figures over the interval, by column.</summary>
    public IReadOnlyDictionary<string, double> Figures { get; init; } = new Dictionary<string, double>();

    /// <summary>What the objective adds at the end of the line; empty for nothing.</summary>
    public string Aside { get; init; } = "";

    /// <summary>Learning rate of the encoder at this update.</summary>
    public double LearningRate { get; init; }

    /// <summary>Mean gradient norm before clipping.</summary>
    public double GradientNorm { get; init; }

    /// <summary>Audio trained on a second of wall clock, without padding: seconds per second.</summary>
    public double AudioSecondsPerSecond { get; init; }

    /// <summary>Wall clock until the last update at the pace so far.</summary>
    public TimeSpan Remaining { get; init; }

    /// <summary>The line that users know: <c>step 1200/8000  loss 0.412  blank 61%  CER 7.8%  141 s audio/s  eta 01:12</c>.</summary>
    public override string ToString()
    {
        var eta = Remaining.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)Remaining.TotalHours}:{Remaining.Minutes:00}:{Remaining.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{Remaining.Minutes:00}:{Remaining.Seconds:00}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"step {Update}/{MaxUpdates}  loss {Loss:0.000}  {Words}  {AudioSecondsPerSecond:0} s audio/s  eta {eta}{(Aside.Length > 0 ? "  " : "")}{Aside}");
    }
}

/// <summary>A development utterance as the model hears it now.</summary>
public sealed record DecodedSample(string Id, string Reference, string Hypothesis);

/// <summary>One validation.</summary>
/// <param name="Update">Updates done.</param>
/// <param name="Criterion">What decides which checkpoint is best; the lower the better.</param>
/// <param name="Figures">The objective's figures by column.</param>
/// <param name="Samples">A few utterances, always the same ones.</param>
public sealed record ValidationReport(
    int Update, double Criterion, IReadOnlyDictionary<string, double> Figures, IReadOnlyList<DecodedSample> Samples) : TrainingEvent
{
    /// <summary>The figures in a sentence for people.</summary>
    public string Words { get; init; } = "";

    /// <summary>Character error rate with spaces, a fraction; not a number where nothing is recognised.</summary>
    [JsonIgnore]
    public double Cer => Figures.GetValueOrDefault("cer", double.NaN);

    /// <summary>Loss over the development set.</summary>
    [JsonIgnore]
    public double Loss => Figures.GetValueOrDefault("dev_loss", double.NaN);
}

/// <summary>A checkpoint is complete on disk.</summary>
public sealed record CheckpointSaved(int Update, string Folder, bool IsBest) : TrainingEvent;

/// <summary>Something looks wrong: what was seen, the probable cause, and what to change.</summary>
/// <param name="Update">Updates done.</param>
/// <param name="Name">A stable name, such as <c>blank-plateau</c>.</param>
/// <param name="Message">The sentence for people.</param>
public sealed record TrainingAlarm(int Update, string Name, string Message) : TrainingEvent;
