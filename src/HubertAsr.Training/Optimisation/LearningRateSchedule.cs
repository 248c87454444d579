namespace HubertAsr.Training;

/// <summary>Share of the peak learning rate at each update: a rise, a level part and a fall, of stated lengths.</summary>
/// <param name="Shape">The form of the fall, and whether there is a level part.</param>
/// <param name="WarmupUpdates">Linear rise from <paramref name="InitialScale"/> to 1, updates.</param>
/// <param name="HoldUpdates">Level part, updates (tri-stage only).</param>
/// <param name="DecayUpdates">Fall from 1 to <paramref name="FinalScale"/>, updates; level at <paramref name="FinalScale"/> after it.</param>
/// <param name="InitialScale">Share of the peak at update 0.</param>
/// <param name="FinalScale">Share of the peak when the fall is over.</param>
public sealed record LearningRateSchedule(
    ScheduleShape Shape, int WarmupUpdates, int HoldUpdates, int DecayUpdates, double InitialScale, double FinalScale)
{
    /// <summary>Updates until the learning rate no longer moves. Above the length of the run, the run ends before the fall does.</summary>
    public int TotalUpdates => WarmupUpdates + HoldUpdates + (Shape == ScheduleShape.Constant ? 0 : DecayUpdates);

    /// <summary>The three lengths from the options: those not given are 0.1, 0.4 and the rest of the run (fairseq's <c>phase_ratio</c>).</summary>
    public static LearningRateSchedule From(TrainOptions options)
    {
        var warmup = options.WarmupUpdates ?? options.MaxUpdates / 10;
        var hold = options.Schedule == ScheduleShape.TriStage
            ? options.HoldUpdates ?? Math.Min(options.MaxUpdates * 4 / 10, options.MaxUpdates - warmup)
            : 0;
        var decay = options.DecayUpdates ?? Math.Max(0, options.MaxUpdates - warmup - hold);
        return new LearningRateSchedule(options.Schedule, warmup, hold, decay, options.InitialLearningRateScale, options.FinalLearningRateScale);
    }

    /// <summary>Share of the peak for the update with this 0-based number.</summary>
    public double ScaleAt(int update)
    {
        if (update < WarmupUpdates) return InitialScale + (1 - InitialScale) * update / WarmupUpdates;
        var falling = update - WarmupUpdates - HoldUpdates;
        if (falling < 0 || Shape == ScheduleShape.Constant) return 1;
        if (falling >= DecayUpdates) return DecayUpdates == 0 && falling == 0 ? 1 : FinalScale;
        var share = (double)falling / DecayUpdates;
        return Shape switch
        {
            ScheduleShape.TriStage => Math.Exp(share * Math.Log(FinalScale)),
            ScheduleShape.Linear => 1 + (FinalScale - 1) * share,
            _ => FinalScale + (1 - FinalScale) * 0.5 * (1 + Math.Cos(Math.PI * share)),
        };
    }
}
