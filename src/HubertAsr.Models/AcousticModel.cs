using HubertAsr.Decoding;
using static TorchSharp.torch;

namespace HubertAsr.Models;

/// <summary>Waveforms in, emissions out: the one door out of torch. Not safe for several threads at once; torch uses all cores by itself.</summary>
public sealed class AcousticModel : IDisposable
{
    private readonly HubertForCtc _model;
    private readonly PreprocessorConfig _preprocessor;
    private SecondHead? _second;

    /// <summary>Takes a model over for inference: it is folded, cannot be trained any more, and is disposed with this.</summary>
    public AcousticModel(HubertForCtc model, PreprocessorConfig preprocessor)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(preprocessor);
        (_model, _preprocessor) = (model, preprocessor);
        _model.PrepareForInference();
        MemoryPolicy.BeginAtRest();
    }

    /// <summary>Samples a second that every waveform must have.</summary>
    public static int SampleRateHz => 16_000;

    /// <summary>What was said while the folder was loaded.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>Whether the CTC head was freshly drawn, so that emissions mean nothing.</summary>
    public bool HeadIsNew { get; private init; }

    public HubertConfig Config => _model.Config;

    /// <summary>Samples from one frame to the next: 320.</summary>
    public int FrameShift => Config.FrameShift;

    /// <summary>Tokens of the head: V.</summary>
    public int VocabularySize => Config.VocabSize;

    /// <summary>Waveforms, of whatever lengths, whose frames go through the encoder's products together: large products are faster than small ones.</summary>
    public int BatchSize { get; set; } = 64;

    /// <summary>Whether waveforms are brought to mean 0 and variance 1; as the folder says unless set.</summary>
    public bool? Normalize { get; set; }

    /// <summary>Loads a model folder for inference.</summary>
    /// <param name="folder">A folder, or a hub id in the local cache.</param>
    /// <param name="device">CPU when absent.</param>
    /// <exception cref="FileNotFoundException">A file of the folder is missing.</exception>
    /// <exception cref="InvalidDataException">The folder's weights do not fit its configuration.</exception>
    public static AcousticModel Load(string folder, Device? device = null)
    {
        var loaded = ModelFolder.Load(folder, new ModelLoading { Device = device });
        return new AcousticModel(loaded.Model, loaded.Preprocessor) { Notes = loaded.Notes, HeadIsNew = loaded.HeadIsNew, _second = SecondHead.Load(ModelPath.Resolve(folder), loaded.Model.Config, device) };
    }

    /// <summary>Frames that a number of samples gives.</summary>
    public int FramesFor(long sampleCount) => Config.FrameCount(sampleCount);

    /// <summary>Natural-log probabilities of every waveform, in the order given. None hears another, and none is padded, whatever is computed together.</summary>
    /// <param name="waveforms">Samples at 16 kHz.</param>
    /// <exception cref="InvalidDataException">A waveform too short for one frame.</exception>
    public Emissions[] Encode(IReadOnlyList<float[]> waveforms)
    {
        ArgumentNullException.ThrowIfNull(waveforms);
        return Together(waveforms, EmissionsOf);

        Emissions[] EmissionsOf(IReadOnlyList<float[]> batch)
        {
            using var scope = NewDisposeScope();
            Tensor? second = null;
            var (logits, frameCounts) = Forward(batch, _second is null ? null : Hear);
            var rows = Rows(nn.functional.log_softmax(logits, 2), frameCounts);
            var secondRows = second is null ? null : Rows(second, frameCounts);
            second?.Dispose();
            return [.. frameCounts.Select((count, index) => new Emissions(rows[index], count, VocabularySize)
            {
                Second = secondRows is null ? null : new Emissions(secondRows[index], count, _second!.VocabularySize),
            })];

            void Hear(string stage, Tensor values)
            {
                if (stage == "last_hidden_state") second = _second!.LogProbs(values);
            }
        }
    }

    /// <summary>What the model computes on the way, for whoever compares or reuses hidden states.</summary>
    /// <param name="waveforms">Samples at 16 kHz.</param>
    /// <param name="stages">Of <c>conv, projected, hidden.N, last_hidden_state, logits, log_probs</c>, the ones that are wanted.</param>
    /// <returns>For each waveform its stages in the order of computation.</returns>
    /// <exception cref="InvalidDataException">A waveform too short for one frame.</exception>
    public IReadOnlyList<Activation>[] Trace(IReadOnlyList<float[]> waveforms, IReadOnlySet<string> stages)
    {
        ArgumentNullException.ThrowIfNull(waveforms);
        ArgumentNullException.ThrowIfNull(stages);
        return Together(waveforms, StagesOf);

        IReadOnlyList<Activation>[] StagesOf(IReadOnlyList<float[]> batch)
        {
            using var scope = NewDisposeScope();
            var traces = batch.Select(_ => new List<Activation>()).ToArray();
            var (logits, frameCounts) = Forward(batch, Keep);
            if (stages.Contains("log_probs")) Keep("log_probs", nn.functional.log_softmax(logits, 2));
            return traces;

            void Keep(string stage, Tensor values)
            {
                if (!stages.Contains(stage)) return;
                var width = (int)values.shape[2];
                foreach (var (rows, trace) in Rows(values, FrameCounts(batch)).Zip(traces)) trace.Add(new Activation(stage, rows, rows.Length / width, width));
            }
        }
    }

    public void Dispose()
    {
        _second?.Dispose();
        _model.Dispose();
    }

    /// <summary>Logits of utterances one behind another [1, ΣT, V].</summary>
    private (Tensor Logits, int[] FrameCounts) Forward(IReadOnlyList<float[]> waveforms, Action<string, Tensor>? observe)
    {
        using var scope = NewDisposeScope();
        var samples = waveforms.Select(waveform => WaveformBatch.Pad([waveform], Normalize ?? _preprocessor.DoNormalize).ToTensor(_model.Device));
        var frameCounts = FrameCounts(waveforms);
        var logits = _model.Logits(samples, new HubertPass { PackedFrames = frameCounts, Observe = observe });
        return (logits.MoveToOuterDisposeScope(), frameCounts);
    }

    private int[] FrameCounts(IReadOnlyList<float[]> waveforms) => [.. waveforms.Select(waveform => FramesFor(waveform.Length))];

    /// <summary>The rows of each utterance [T, width] of [1, ΣT, width].</summary>
    private static float[][] Rows(Tensor values, IReadOnlyList<int> frameCounts)
    {
        using var scope = NewDisposeScope();
        var all = values.contiguous().cpu().data<float>().ToArray();
        var (width, start) = ((int)values.shape[2], 0);
        return [.. frameCounts.Select(count => all[(start * width)..((start += count) * width)])];
    }

    /// <summary>Computes waveforms in batches, on a processor one for each thread, and gives the results in the order of the waveforms.</summary>
    private T[] Together<T>(IReadOnlyList<float[]> waveforms, Func<IReadOnlyList<float[]>, T[]> compute)
    {
        for (var i = 0; i < waveforms.Count; i++)
            if (FramesFor(waveforms[i].Length) == 0)
                throw new InvalidDataException($"waveform {i + 1}: {waveforms[i].Length} samples; one frame needs {Config.SamplesOfOneFrame()} (25 ms at 16 kHz).");
        using var inference = inference_mode();
        var results = new T[waveforms.Count];
        var groups = Shares(waveforms, _model.Device.type == TorchSharp.DeviceType.CPU ? WorkerThreads.Count : 1);
        var computed = WorkerThreads.Map(groups, group => group.Chunk(BatchSize).SelectMany(batch => compute([.. batch.Select(index => waveforms[index])])).ToArray());
        foreach (var (index, result) in groups.Zip(computed).SelectMany(pair => pair.First.Zip(pair.Second))) results[index] = result;
        MemoryPolicy.Trim();
        return results;
    }

    /// <summary>Indices of waveforms in as many groups as there are threads, or as waveforms; each of about as many samples: the longest first, to whoever has least.</summary>
    private static int[][] Shares(IReadOnlyList<float[]> waveforms, int threads)
    {
        var shares = Enumerable.Range(0, Math.Min(threads, waveforms.Count)).Select(_ => new List<int>()).ToArray();
        foreach (var index in Enumerable.Range(0, waveforms.Count).OrderByDescending(index => waveforms[index].Length))
            shares.MinBy(share => share.Sum(own => (long)waveforms[own].Length))!.Add(index);
        return [.. shares.Select(share => share.Order().ToArray())];
    }
}

/// <summary>One stage of one utterance: numbers [T, width], row-major.</summary>
public sealed record Activation(string Stage, float[] Values, int FrameCount, int Width);
