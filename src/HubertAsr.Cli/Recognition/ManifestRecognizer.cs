using HubertAsr.Corpora;
using HubertAsr.Decoding;
using HubertAsr.Models;

namespace HubertAsr.Cli.Recognition;

/// <summary>What was recognised in one utterance of a manifest.</summary>
/// <param name="Utterance">The row.</param>
/// <param name="Hypotheses">The best first; none when the audio could not be read.</param>
/// <param name="SignalToNoiseDb">Estimate; null when the audio could not be read.</param>
internal sealed record RecognizedUtterance(Utterance Utterance, IReadOnlyList<Hypothesis> Hypotheses, double? SignalToNoiseDb)
{
    /// <summary>Why there is no hypothesis; null when there is one.</summary>
    public string? Failure { get; init; }
}

/// <summary>Audio of manifest rows → model → decoder → hypotheses, in the order of the rows.</summary>
/// <param name="model">Waveforms to emissions.</param>
/// <param name="decode">Emissions to texts, the best first; called from several threads.</param>
/// <param name="audio">Where the manifest's audio lies.</param>
internal sealed class ManifestRecognizer(AcousticModel model, Func<Emissions, IReadOnlyList<Hypothesis>> decode, UtteranceAudio audio)
{
    // A manifest that does not say how long its rows are is read in small batches.
    private const double UnknownSeconds = 10;

    /// <summary>Audio computed at once, seconds.</summary>
    public double BatchSeconds { get; init; } = 40;

    public IEnumerable<RecognizedUtterance> Recognize(IEnumerable<Utterance> utterances, CancellationToken stop)
    {
        foreach (var batch in Batches(utterances))
        {
            stop.ThrowIfCancellationRequested();
            foreach (var recognized in RecognizeBatch(batch)) yield return recognized;
        }
    }

    private IEnumerable<List<Utterance>> Batches(IEnumerable<Utterance> utterances)
    {
        var batch = new List<Utterance>();
        var seconds = 0.0;
        foreach (var utterance in utterances)
        {
            var length = utterance.Samples > 0 ? utterance.DurationSeconds : UnknownSeconds;
            if (batch.Count > 0 && seconds + length > BatchSeconds)
            {
                yield return batch;
                (batch, seconds) = ([], 0);
            }

            batch.Add(utterance);
            seconds += length;
        }

        if (batch.Count > 0) yield return batch;
    }

    private RecognizedUtterance[] RecognizeBatch(List<Utterance> batch)
    {
        var waveforms = new float[batch.Count][];
        var results = new RecognizedUtterance[batch.Count];
        Parallel.For(0, batch.Count, i => results[i] = Hear(batch[i], out waveforms[i]));

        // What is shorter than one frame has nothing to say.
        int[] audible = [.. Enumerable.Range(0, batch.Count).Where(i => results[i].Failure is null && model.FramesFor(waveforms[i].Length) > 0)];
        var emissions = model.Encode([.. audible.Select(i => waveforms[i])]);
        Parallel.For(0, audible.Length, i => results[audible[i]] = results[audible[i]] with { Hypotheses = decode(emissions[i]) });
        return results;
    }

    private RecognizedUtterance Hear(Utterance utterance, out float[] samples)
    {
        try
        {
            samples = audio.Read(utterance, AcousticModel.SampleRateHz).Samples;
            return new RecognizedUtterance(utterance, [new Hypothesis("", 0, 0, 0, [])], SignalToNoise.EstimateDb(samples));
        }
        catch (Exception error) when (error is InvalidDataException or FileNotFoundException or DirectoryNotFoundException)
        {
            samples = [];
            return new RecognizedUtterance(utterance, [], null) { Failure = error.Message };
        }
    }
}
