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

    /// <summary>Waveforms of one length that are computed together; others are computed one by one when the model has a group norm.</summary>
    public int BatchSize { get; set; } = 8;

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

    /// <summary>Natural-log probabilities of every waveform, in the order given, whatever batches they were computed in.</summary>
    /// <param name="waveforms">Samples at 16 kHz.</param>
    /// <exception cref="InvalidDataException">A waveform too short for one frame.</exception>
    public Emissions[] Encode(IReadOnlyList<float[]> waveforms)
    {
        ArgumentNullException.ThrowIfNull(waveforms);
        var emissions = new Emissions[waveforms.Count];
        foreach (var batch in Batches(waveforms))
        {
            using var inference = inference_mode();
            using var scope = NewDisposeScope();
            Tensor? second = null;
            var (logits, frameCounts) = Forward([.. batch.Select(index => waveforms[index])], _second is null ? null : Hear);
            var logProbs = nn.functional.log_softmax(logits, 2); // [B, T, V]
            for (var row = 0; row < batch.Length; row++)
            {
                var frameCount = frameCounts[row];
                emissions[batch[row]] = new Emissions(Rows(logProbs, row, frameCount), frameCount, VocabularySize)
                {
                    Second = second is null ? null : new Emissions(Rows(second, row, frameCount), frameCount, _second!.VocabularySize),
                };
            }
            second?.Dispose();
            MemoryPolicy.Trim();

            void Hear(string stage, Tensor values)
            {
                if (stage == "last_hidden_state") second = _second!.LogProbs(values);
            }
        }
        return emissions;
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
        var traces = waveforms.Select(_ => new List<Activation>()).ToArray();
        foreach (var batch in Batches(waveforms))
        {
            using var inference = inference_mode();
            using var scope = NewDisposeScope();
            var (logits, _) = Forward([.. batch.Select(index => waveforms[index])], Keep);
            if (stages.Contains("log_probs")) Keep("log_probs", nn.functional.log_softmax(logits, 2));

            void Keep(string stage, Tensor values)
            {
                if (!stages.Contains(stage)) return;
                for (var row = 0; row < batch.Length; row++)
                {
                    var frameCount = FramesFor(waveforms[batch[row]].Length);
                    traces[batch[row]].Add(new Activation(stage, Rows(values, row, frameCount), frameCount, (int)values.shape[2]));
                }
            }
        }
        return traces;
    }

    public void Dispose()
    {
        _second?.Dispose();
        _model.Dispose();
    }

    private (Tensor Logits, int[] FrameCounts) Forward(IReadOnlyList<float[]> waveforms, Action<string, Tensor>? observe)
    {
        using var scope = NewDisposeScope();
        var batch = WaveformBatch.Pad([.. waveforms.Select(waveform => (ReadOnlyMemory<float>)waveform)], Normalize ?? _preprocessor.DoNormalize);
        var pass = new HubertPass { SampleCounts = batch.SampleCounts, HidePadding = _preprocessor.ReturnAttentionMask && batch.IsPadded, Observe = observe };
        var logits = _model.call(batch.ToTensor(_model.Device), pass); // [B, T, V]
        return (logits.MoveToOuterDisposeScope(), [.. batch.SampleCounts.Select(samples => FramesFor(samples))]);
    }

    /// <summary>The valid rows of one utterance [frames, width] of [B, T, width].</summary>
    private static float[] Rows(Tensor values, int row, int frameCount)
    {
        using var scope = NewDisposeScope();
        return values[row].narrow(0, 0, frameCount).contiguous().cpu().data<float>().ToArray();
    }

    /// <summary>Whether waveforms of several lengths are computed together without touching one another: there is no group norm over padding.</summary>
    public bool BatchesUnequalLengths => _preprocessor.ReturnAttentionMask;

    /// <summary>Indices of waveforms that may be computed together: of one length where a group norm would see the padding of a shorter one.</summary>
    private IEnumerable<int[]> Batches(IReadOnlyList<float[]> waveforms)
    {
        for (var i = 0; i < waveforms.Count; i++)
            if (FramesFor(waveforms[i].Length) == 0)
                throw new InvalidDataException($"waveform {i + 1}: {waveforms[i].Length} samples; one frame needs {Config.SamplesOfOneFrame()} (25 ms at 16 kHz).");
        var byLength = Enumerable.Range(0, waveforms.Count).OrderByDescending(index => waveforms[index].Length);
        return BatchesUnequalLengths
            ? byLength.Chunk(BatchSize)
            : byLength.GroupBy(index => waveforms[index].Length).SelectMany(group => group.Chunk(BatchSize));
    }
}

/// <summary>One stage of one utterance: numbers [T, width], row-major.</summary>
public sealed record Activation(string Stage, float[] Values, int FrameCount, int Width);
