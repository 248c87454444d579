namespace HubertAsr.Training;

/// <summary>How a run ended.</summary>
/// <param name="Updates">Updates done over the whole run.</param>
/// <param name="BestFolder">Hugging Face model folder of the best validation.</param>
/// <param name="LastFolder">Hugging Face model folder of the last update, with what resuming needs.</param>
/// <param name="History">Every validation.</param>
/// <param name="Stopped">Null when the run did all its updates; otherwise why it gave up (the verb answers 1), the checkpoints being those of before.</param>
public sealed record TrainingResult(
    int Updates, string BestFolder, string LastFolder, IReadOnlyList<ValidationReport> History, string? Stopped)
{
    /// <summary>The validation with the lowest criterion; null before the first.</summary>
    public ValidationReport? Best => History.MinBy(report => report.Criterion);
}
