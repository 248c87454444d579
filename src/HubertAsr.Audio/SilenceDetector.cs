namespace HubertAsr.Audio;

/// <summary>
/// Finds pauses by energy: 10 ms frames, a noise floor that follows the quietest tenth of the seconds around each frame, and a hangover
/// on both sides, except where there is nothing to hear at all. A constant offset has no energy.
/// </summary>
public sealed class SilenceDetector(SilenceOptions options)
{
    private const double FrameSeconds = 0.01;
    private const double FloorShare = 0.1;
    private const double AboutAsQuietDb = 6;

    /// <summary>Samples of a frame, the grain of what is found.</summary>
    public static int FrameLength(int sampleRateHz) => (int)(FrameSeconds * sampleRateHz);

    /// <summary>Samples on each side of a sound that have a say in whether it is silence.</summary>
    public int ReachOf(int sampleRateHz) => Frames(options.NoiseFloorSeconds) * FrameLength(sampleRateHz);

    /// <summary>The pauses in order, apart from each other.</summary>
    /// <param name="samples">[S], one channel.</param>
    /// <param name="sampleRateHz">Their rate.</param>
    public IReadOnlyList<SampleRange> Find(ReadOnlySpan<float> samples, int sampleRateHz)
    {
        var frameLength = FrameLength(sampleRateHz);
        var levels = Levels(samples, frameLength);
        var silences = new List<SampleRange>();
        var hangover = Frames(options.SilenceHangoverSeconds);
        foreach (var (first, end) in QuietRuns(levels))
        {
            // Beyond the edges of the sound there is no word whose end could be soft.
            var (start, stop) = (first, end);
            while (first > 0 && start < end && start - first < hangover && levels[start] >= options.SilenceBelowDb) start++;
            while (end < levels.Length && stop > start && end - stop < hangover && levels[stop - 1] >= options.SilenceBelowDb) stop--;
            if (stop - start < Frames(options.MinSilenceSeconds)) continue;
            silences.Add(new(start * frameLength, end == levels.Length ? samples.Length : stop * frameLength));
        }
        return silences;
    }

    /// <summary>Whether there is nothing to hear at all: every frame is below <see cref="SilenceOptions.SilenceBelowDb"/>.</summary>
    public bool IsSilent(ReadOnlySpan<float> samples, int sampleRateHz)
    {
        foreach (var level in Levels(samples, FrameLength(sampleRateHz)))
            if (level >= options.SilenceBelowDb) return false;
        return true;
    }

    /// <summary>Where it first grows about as quiet as anywhere: the middle of the first 10 ms, to half of them, that are within 6 dB of the quietest and no louder than the next; the middle
    /// of all where there is less.</summary>
    /// <param name="samples">[S], one channel.</param>
    /// <param name="sampleRateHz">Their rate.</param>
    public static int FirstQuietPlace(ReadOnlySpan<float> samples, int sampleRateHz)
    {
        var length = FrameLength(sampleRateHz);
        var step = length / 2;
        if (samples.Length < length) return samples.Length / 2;
        var levels = new double[((samples.Length - length) / step) + 1];
        for (var place = 0; place < levels.Length; place++) levels[place] = Level(samples.Slice(place * step, length));
        var quiet = levels.Min() + AboutAsQuietDb;
        var first = Array.FindIndex(levels, level => level <= quiet);
        while (first + 1 < levels.Length && levels[first + 1] < levels[first]) first++;
        return (first * step) + step;
    }

    private static int Frames(double seconds) => (int)Math.Round(seconds / FrameSeconds);

    private IEnumerable<(int First, int End)> QuietRuns(double[] levels)
    {
        var floor = new NoiseFloor(levels, Frames(options.NoiseFloorSeconds), FloorShare);
        var first = -1;
        for (var frame = 0; frame <= levels.Length; frame++)
        {
            var isQuiet = frame < levels.Length && levels[frame] < Math.Max(options.SilenceBelowDb, floor.Next() + options.SilenceMarginDb);
            if (isQuiet && first < 0) first = frame;
            if (isQuiet || first < 0) continue;
            yield return (first, frame);
            first = -1;
        }
    }

    /// <summary>Power of each whole frame around its own mean, dB of full scale; a tail shorter than a frame belongs to the last.</summary>
    private static double[] Levels(ReadOnlySpan<float> samples, int frameLength)
    {
        var levels = new double[Math.Max(1, samples.Length / frameLength)];
        for (var frame = 0; frame < levels.Length; frame++)
        {
            var end = frame == levels.Length - 1 ? samples.Length : (frame + 1) * frameLength;
            levels[frame] = Level(samples[(frame * frameLength)..end]);
        }
        return levels;
    }

    private static double Level(ReadOnlySpan<float> samples)
    {
        double sum = 0, squares = 0;
        foreach (var sample in samples)
        {
            sum += sample;
            squares += (double)sample * sample;
        }
        var mean = sum / samples.Length;
        return 10 * Math.Log10(Math.Max((squares / samples.Length) - (mean * mean), 1e-20));
    }

    /// <summary>A quantile of the levels in a window that slides over them, by a histogram of 1 dB.</summary>
    private sealed class NoiseFloor(double[] levels, int reach, double share)
    {
        private const int LowestDb = -200;

        private readonly int[] _counts = new int[1 - LowestDb];
        private int _frame;
        private int _entered;
        private int _count;

        /// <summary>The floor at the next frame, from those at most <c>reach</c> before and after it.</summary>
        public double Next()
        {
            for (; _entered < levels.Length && _entered <= _frame + reach; _entered++) Count(_entered, 1);
            if (_frame > reach) Count(_frame - reach - 1, -1);
            _frame++;
            var (bin, below) = (0, _counts[0]);
            while (below <= share * _count && bin < _counts.Length - 1) below += _counts[++bin];
            return bin + LowestDb;
        }

        private void Count(int frame, int change)
        {
            _counts[Math.Clamp((int)Math.Round(levels[frame]) - LowestDb, 0, _counts.Length - 1)] += change;
            _count += change;
        }
    }
}
