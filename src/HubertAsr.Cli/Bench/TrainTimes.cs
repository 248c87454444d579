namespace HubertAsr.Cli.Bench;

/// <summary>Where the time of an update goes; medians of passes that took turns.</summary>
/// <param name="Update">A whole update of the loop: data, forward and backward pass, optimiser step, a log line, seconds.</param>
/// <param name="Bare">Forward pass, loss and backward pass alone, seconds.</param>
/// <param name="Optimiser">AdamW's step over all trained parameters alone, seconds.</param>
/// <param name="Copy">As many floats copied by as many threads into a buffer that is there, seconds.</param>
/// <param name="Parameters">Trained parameters.</param>
internal sealed record TrainTimes(double Update, double Bare, double Optimiser, double Copy, long Parameters)
{
    /// <summary>What of an update is neither forward nor backward pass: data, optimiser, logging; a fraction.</summary>
    public double OwnShare => Math.Max(0, Update - Bare) / Update;

    /// <summary>The step next to the copy.</summary>
    public double StepPerCopy => Optimiser / Copy;

    public override string ToString() => FormattableString.Invariant(
        $"       update {Update:0.000} s; forward and backward alone {Bare:0.000} s: the loop's own share {100 * OwnShare:0.0}%\n")
        + FormattableString.Invariant($"       optimiser step {Optimiser:0.0000} s, {StepPerCopy:0.0} times a copy of {Parameters / 1e6:0.0} million floats ({Copy:0.0000} s)");
}
