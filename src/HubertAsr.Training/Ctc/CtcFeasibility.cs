namespace HubertAsr.Training;

/// <summary>Whether any CTC path fits: a label a frame, and a blank between two equal neighbours ([Graves06] §3.1).</summary>
public static class CtcFeasibility
{
    /// <summary>Fewest frames that can carry the labels: their count plus the number of adjacent repeats.</summary>
    public static int FramesNeeded(ReadOnlySpan<int> labels)
    {
        var repeats = 0;
        for (var i = 1; i < labels.Length; i++)
            if (labels[i] == labels[i - 1]) repeats++;
        return labels.Length + repeats;
    }

    /// <summary>True when <paramref name="frameCount"/> frames can carry the labels.</summary>
    public static bool Fits(int frameCount, ReadOnlySpan<int> labels) => FramesNeeded(labels) <= frameCount;

    /// <summary>Why labels do not fit into frames; null when they do.</summary>
    internal static Obstacle? ObstacleTo(int frameCount, ReadOnlySpan<int> labels)
    {
        var needed = FramesNeeded(labels);
        return needed <= frameCount ? null : new Obstacle("infeasible", $"{labels.Length} labels + {needed - labels.Length} repeats = {needed} frames needed, {frameCount} there");
    }
}
