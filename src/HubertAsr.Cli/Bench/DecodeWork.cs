using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Cli.Bench;

/// <summary>A search over emissions: those of a file, or made-up ones as unsure of themselves as a model in the middle of its training.</summary>
internal sealed class DecodeWork : IBenchWork
{
    /// <summary>Emissions of HuBERT: 50 frames a second.</summary>
    private const double FrameSeconds = 0.02;
    private const double LabelsPerSecond = 12;

    private readonly LanguageKnowledge _knowledge;
    private readonly BatchDecoder _decoder;
    private readonly IReadOnlyList<Emissions> _emissions;
    private readonly int _threads;

    /// <param name="path">Emissions; null: made up.</param>
    /// <param name="vocabularyPath">Tokens of the emissions; null: jamo.</param>
    /// <param name="options">The search.</param>
    /// <param name="plan">How much is made up, and threads that search (0: all cores).</param>
    public DecodeWork(string? path, string? vocabularyPath, DecodeOptions options, (BenchPlan Plan, int Threads) plan)
    {
        if (path is not null && vocabularyPath is null) throw new ArgumentException("bench decode: --emissions without --vocab; the vocab.json of the model that made them was expected.");
        var vocabulary = vocabularyPath is null ? CtcVocabulary.ForJamo([]) : CtcVocabulary.Load(vocabularyPath);
        _threads = plan.Threads;
        _emissions = path is null ? [.. Enumerable.Range(0, plan.Plan.Batch).Select(seed => MadeUp(vocabulary, plan.Plan.Seconds, seed))] : ReadAll(path, vocabulary);
        _knowledge = LanguageKnowledge.Load(vocabulary, options);
        _decoder = new BatchDecoder(vocabulary, options, _knowledge);
    }

    /// <summary>Managed code: the runtime compiles it anew, optimised by what it saw, when it has run for a while.</summary>
    public double WarmUpSeconds => 3;

    /// <summary>Frames of a pass.</summary>
    public long FrameCount => _emissions.Sum(emissions => (long)emissions.FrameCount);

    public double AudioSeconds => FrameCount * FrameSeconds;

    public void Pass()
    {
        var ids = Enumerable.Range(0, _emissions.Count).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToList();
        foreach (var _ in _decoder.Decode(ids, id => _emissions[int.Parse(id, System.Globalization.CultureInfo.InvariantCulture)], _threads, CancellationToken.None)) { }
    }

    public void Dispose() => _knowledge.Dispose();

    private static List<Emissions> ReadAll(string path, CtcVocabulary vocabulary)
    {
        using var file = EmissionsFile.Open(path);
        return [.. file.Ids.Select(id => file.Read(id, vocabulary.Count))];
    }

    /// <summary>Labels drawn by lot, one every 80 ms with blanks between, under noise.</summary>
    private static Emissions MadeUp(CtcVocabulary vocabulary, double seconds, int seed)
    {
        var random = new Random(seed);
        var frames = Math.Max(1, (int)(seconds / FrameSeconds));
        var framesPerLabel = (int)Math.Round(1 / (LabelsPerSecond * FrameSeconds));
        var values = new float[frames * vocabulary.Count];
        for (var frame = 0; frame < frames; frame++)
        {
            var row = values.AsSpan(frame * vocabulary.Count, vocabulary.Count);
            foreach (ref var value in row) value = 3 * random.NextSingle();
            row[frame % framesPerLabel == 0 ? random.Next(3, vocabulary.Count) : vocabulary.BlankId] += 4 + 4 * random.NextSingle();
            var total = 0.0;
            foreach (var value in row) total += Math.Exp(value);
            foreach (ref var value in row) value -= (float)Math.Log(total);
        }

        return new Emissions(values, frames, vocabulary.Count);
    }
}
