using HubertAsr.Audio;
using HubertAsr.Models;

namespace HubertAsr.Training.Pretraining;

/// <summary>What is clustered: a vector a frame, from the waveform of an utterance.</summary>
public abstract class FrameFeatures : IDisposable
{
    /// <summary>Numbers a frame: D.</summary>
    public abstract int Dimension { get; }

    /// <summary>Frames a second.</summary>
    public abstract double RateHz { get; }

    /// <summary>What they are, for people.</summary>
    public abstract string Description { get; }

    /// <summary>What they depend on beside the audio, so that features of another kind or another model are never taken for these.</summary>
    public virtual string Identity => Description;

    /// <summary>How many threads may extract at once.</summary>
    public abstract int Threads { get; }

    /// <summary>Frames that so many samples give.</summary>
    public abstract int FrameCount(int sampleCount);

    /// <summary>Row-major vectors [T, D].</summary>
    /// <param name="samples">16 kHz, in [-1, 1]; at least one frame long.</param>
    public abstract float[] Extract(float[] samples);

    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>13 cepstra with their first and second derivative, 100 frames a second: the targets of a first iteration ([Hsu21] §4.1).</summary>
/// <param name="threads">Threads that may extract at once; 0: one a core.</param>
public sealed class MfccFeatures(int threads = 0) : FrameFeatures
{
    private readonly Mfcc _mfcc = new(TrainingData.SampleRateHz);

    public override int Dimension => 3 * Mfcc.CepstrumCount;

    public override double RateHz => 100;

    public override string Description => "mfcc39";

    public override int Threads => threads > 0 ? threads : Environment.ProcessorCount;

    public override int FrameCount(int sampleCount) => _mfcc.FrameCount(sampleCount);

    public override float[] Extract(float[] samples) => _mfcc.CepstraWithDeltas(samples);
}

/// <summary>
/// The output of one transformer layer of a HuBERT, 50 frames a second: the targets of later iterations. Layers count from 1; the encoder's last norm of the
/// stable form is not applied, as in fairseq, which skips it when an inner layer is asked for.
/// </summary>
public sealed class HubertLayerFeatures : FrameFeatures
{
    /// <summary>Longer waveforms are computed in pieces of so many samples (100 s), as fairseq's scripts do.</summary>
    public const int ChunkSamples = 1_600_000;

    private readonly AcousticModel _model;
    private readonly string _stage;

    /// <param name="folder">A model folder, with or without a head.</param>
    /// <param name="layer">1 … the number of layers.</param>
    /// <param name="device">CPU when absent.</param>
    /// <exception cref="InvalidDataException">No such layer.</exception>
    public HubertLayerFeatures(string folder, int layer, TorchSharp.torch.Device? device = null)
    {
        _model = AcousticModel.Load(folder, device);
        var layers = _model.Config.NumHiddenLayers;
        if (layer < 1 || layer > layers)
        {
            _model.Dispose();
            throw new InvalidDataException($"{folder}: layer {layer} was asked for; the model has layers 1 to {layers}. Set 'layer' within.");
        }

        _stage = $"hidden.{layer}";
        Description = $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))} layer {layer}";
        var files = new DirectoryInfo(ModelPath.Resolve(folder)).GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal);
        Identity = string.Join('|', files.Select(file => FormattableString.Invariant($"{file.FullName},{file.Length},{file.LastWriteTimeUtc.Ticks}")).Append(_stage));
    }

    public override int Dimension => _model.Config.HiddenSize;

    public override double RateHz => (double)AcousticModel.SampleRateHz / _model.FrameShift;

    public override string Description { get; }

    public override string Identity { get; }

    /// <summary>The tensor operations of one utterance are threaded themselves.</summary>
    public override int Threads => 1;

    public override int FrameCount(int sampleCount) => Pieces(sampleCount).Sum(piece => _model.FramesFor(piece.Count));

    public override float[] Extract(float[] samples)
    {
        var frames = new List<float[]>();
        foreach (var (start, count) in Pieces(samples.Length))
            frames.Add(_model.Trace([samples.AsSpan(start, count).ToArray()], new HashSet<string> { _stage })[0][0].Values);
        return frames.Count == 1 ? frames[0] : [.. frames.SelectMany(piece => piece)];
    }

    public override void Dispose()
    {
        _model.Dispose();
        base.Dispose();
    }

    /// <summary>A last piece too short for a frame is left out.</summary>
    private IEnumerable<(int Start, int Count)> Pieces(int sampleCount)
    {
        for (var start = 0; start < sampleCount; start += ChunkSamples)
        {
            var count = Math.Min(ChunkSamples, sampleCount - start);
            if (_model.FramesFor(count) > 0) yield return (start, count);
        }
    }
}
