using System.Globalization;

namespace HubertAsr.Training;

/// <summary>Something the run says while it goes on. Delivered in order, on the training thread; the receiver should be quick.</summary>
public abstract record TrainingEvent;

/// <summary>What a run is about to do; said once, before the first update.</summary>
/// <param name="FirstUpdate">0, or the update a resumed run goes on after.</param>
/// <param name="Train">Utterances to train on.</param>
/// <param name="Dev">Utterances to validate on.</param>
/// <param name="BatchesPerEpoch">Batches of the first epoch.</param>
/// <param name="TrainedParameters">Numbers that are trained at some time of the run.</param>
/// <param name="FrozenParameters">Numbers that never are.</param>
/// <param name="NearEqualBatches">Batches hold near-equal lengths, because group norm sees the padding.</param>
public sealed record TrainingPlan(
    int FirstUpdate, UtteranceCount Train, UtteranceCount Dev, int BatchesPerEpoch, long TrainedParameters, long FrozenParameters, bool NearEqualBatches) : TrainingEvent;

/// <summary>Utterances kept and left out, by reason.</summary>
/// <param name="Kept">Utterances used.</param>
/// <param name="Hours">Their audio, hours.</param>
/// <param name="LeftOut">Reason (as in <c>dropped.csv</c>) → utterances.</param>
/// <param name="Infeasible">Some ids that need more frames than they have, with the arithmetic.</param>
public sealed record UtteranceCount(int Kept, double Hours, IReadOnlyDictionary<string, int> LeftOut, IReadOnlyList<string> Infeasible);

/// <summary>One log interval.</summary>
/// <param name="Update">Updates done.</param>
/// <param name="MaxUpdates">Updates of the whole run.</param>
/// <param name="Loss">Mean loss over the interval, under the run's reduction.</param>
/// <param name="BlankShare">Frames whose best label is the blank, over the interval.</param>
/// <param name="Cer">Latest validation CER, spaces counted, as a fraction; null before the first.</param>
public sealed record StepReport(int Update, int MaxUpdates, double Loss, double BlankShare, double? Cer) : TrainingEvent
{
    /// <summary>Learning rate of the encoder at this update.</summary>
    public double LearningRate { get; init; }

    /// <summary>Mean gradient norm before clipping.</summary>
    public double GradientNorm { get; init; }

    /// <summary>Audio trained on a second of wall clock, without padding: seconds per second.</summary>
    public double AudioSecondsPerSecond { get; init; }

    /// <summary>Realised share of masked frames.</summary>
    public double MaskedShare { get; init; }

    /// <summary>Wall clock until the last update at the pace so far.</summary>
    public TimeSpan Remaining { get; init; }

    /// <summary>The line that users know: <c>step 1200/8000  loss 0.412  blank 61%  CER 7.8%  141 s audio/s  eta 01:12</c>.</summary>
    public override string ToString()
    {
        var cer = Cer is { } value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.0}%") : "-";
        var eta = Remaining.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)Remaining.TotalHours}:{Remaining.Minutes:00}:{Remaining.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{Remaining.Minutes:00}:{Remaining.Seconds:00}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"step {Update}/{MaxUpdates}  loss {Loss:0.000}  blank {100 * BlankShare:0}%  CER {cer}  {AudioSecondsPerSecond:0} s audio/s  eta {eta}");
    }
}

/// <summary>A development utterance as the model hears it now.</summary>
public sealed record DecodedSample(string Id, string Reference, string Hypothesis);

/// <summary>One validation.</summary>
/// <param name="Update">Updates done.</param>
/// <param name="Cer">Character error rate with spaces, a fraction.</param>
/// <param name="CerWithoutSpaces">Without spaces.</param>
/// <param name="Loss">Mean loss per label over the development set.</param>
/// <param name="BlankShare">Frames whose best label is the blank.</param>
/// <param name="Samples">A few utterances, always the same ones.</param>
public sealed record ValidationReport(
    int Update, double Cer, double CerWithoutSpaces, double Loss, double BlankShare, IReadOnlyList<DecodedSample> Samples) : TrainingEvent;

/// <summary>A checkpoint is complete on disk.</summary>
public sealed record CheckpointSaved(int Update, string Folder, bool IsBest) : TrainingEvent;

/// <summary>Something looks wrong: what was seen, the probable cause, and what to change.</summary>
/// <param name="Update">Updates done.</param>
/// <param name="Name">A stable name, such as <c>blank-plateau</c>.</param>
/// <param name="Message">The sentence for people.</param>
public sealed record TrainingAlarm(int Update, string Name, string Message) : TrainingEvent;
