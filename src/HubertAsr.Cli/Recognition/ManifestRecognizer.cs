using HubertAsr.Corpora;
using HubertAsr.Decoding;
using HubertAsr.Models;

namespace HubertAsr.Cli.Recognition;

/// <summary>What came of one utterance of a manifest.</summary>
/// <param name="Utterance">The row.</param>
/// <param name="Heard">What was made of its emissions; the default when the audio could not be read.</param>
/// <param name="SignalToNoiseDb">Estimate; null when the audio could not be read.</param>
internal sealed record HeardUtterance<T>(Utterance Utterance, T? Heard, double? SignalToNoiseDb)
{
    /// <summary>Why nothing was heard; null when something was.</summary>
    public string? Failure { get; init; }
}

/// <summary>Audio of manifest rows → model → emissions → whatever is made of them, in the order of the rows.</summary>
/// <param name="model">Waveforms to emissions.</param>
/// <param name="take">What is made of the emissions of one row, no frames among them; called from several threads.</param>
/// <param name="audio">Where the manifest's audio lies.</param>
internal sealed class ManifestRecognizer<T>(AcousticModel model, Func<Utterance, Emissions, T> take, UtteranceAudio audio)
{
    // A manifest that does not say how long its rows are is read in small batches.
    private const double UnknownSeconds = 10;

    /// <summary>Audio computed at once, seconds.</summary>
    public double BatchSeconds { get; init; } = 40;

    public IEnumerable<HeardUtterance<T>> Recognize(IEnumerable<Utterance> utterances, CancellationToken stop)
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

    private HeardUtterance<T>[] RecognizeBatch(List<Utterance> batch)
    {
        var waveforms = new float[batch.Count][];
        var results = new HeardUtterance<T>[batch.Count];
        Parallel.For(0, batch.Count, i => results[i] = Hear(batch[i], out waveforms[i]));

        // What is shorter than one frame has nothing to say.
        int[] audible = [.. Enumerable.Range(0, batch.Count).Where(i => model.FramesFor(waveforms[i].Length) > 0)];
        var emissions = model.Encode([.. audible.Select(i => waveforms[i])]).Zip(audible).ToDictionary(pair => pair.Second, pair => pair.First);
        Parallel.For(0, batch.Count, i =>
        {
            if (results[i].Failure is null) results[i] = results[i] with { Heard = take(batch[i], emissions.GetValueOrDefault(i) ?? new Emissions([], 0, model.VocabularySize)) };
        });
        return results;
    }

    private HeardUtterance<T> Hear(Utterance utterance, out float[] samples)
    {
        try
        {
            samples = audio.Read(utterance, AcousticModel.SampleRateHz).Samples;
            return new(utterance, default, SignalToNoise.EstimateDb(samples));
        }
        catch (Exception error) when (error is InvalidDataException or FileNotFoundException or DirectoryNotFoundException)
        {
            samples = [];
            return new(utterance, default, null) { Failure = error.Message };
        }
    }
}
