using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace HubertAsr.Models;

/// <summary>HuBERT without a head: waveforms in, hidden states out ([Hsu21]).</summary>
public sealed class HubertModel : Module<Tensor, HubertPass, Tensor>
{
    private static readonly Scalar _zero = 0;

    [ComponentName(Name = "masked_spec_embed")] private readonly Parameter _maskVector; // [D]
    [ComponentName(Name = "feature_extractor")] private readonly ConvEncoder _convEncoder;
    [ComponentName(Name = "feature_projection")] private readonly FeatureProjection _projection;
    [ComponentName(Name = "encoder")] private readonly HubertEncoder _encoder;

    internal HubertModel(HubertConfig config, Device device) : base(nameof(HubertModel))
    {
        Config = config;
        _maskVector = Parameter(empty(config.HiddenSize, device: device));
        _convEncoder = new ConvEncoder(config, device);
        _projection = new FeatureProjection(config, device);
        _encoder = new HubertEncoder(config, device);
        RegisterComponents();
    }

    public HubertConfig Config { get; }

    /// <summary>The convolutional front end, which fine-tuning usually leaves as it is.</summary>
    public ConvEncoder ConvEncoder => _convEncoder;

    /// <summary>The transformer.</summary>
    public HubertEncoder Encoder => _encoder;

    /// <summary>Padded waveforms [B, S] at 16 kHz to hidden states [B, T, D].</summary>
    public override Tensor forward(Tensor waveforms, HubertPass pass)
    {
        using var scope = NewDisposeScope();
        // Scaled before anyone looks: fairseq's feature penalty reaches the front end through the same factor.
        var channels = ScaleGradient(_convEncoder.call(waveforms), pass.ConvGradientScale); // [B, T, C]
        return Encode(channels, pass).MoveToOuterDisposeScope();
    }

    /// <summary>Waveforms [1, S] of any lengths to hidden states of all, one behind another [1, ΣT, D].</summary>
    internal Tensor HiddenStates(IEnumerable<Tensor> waveforms, HubertPass pass)
    {
        using var scope = NewDisposeScope();
        var channels = new List<Tensor>(); // [1, T, C]
        foreach (var waveform in waveforms)
        {
            channels.Add(_convEncoder.call(waveform));
            waveform.Dispose();
        }
        return Encode(cat(channels, 1), pass).MoveToOuterDisposeScope();
    }

    // In the caller's scope, as is what an observer keeps.
    private Tensor Encode(Tensor channels, HubertPass pass)
    {
        pass.Observe?.Invoke("conv", channels);
        var projected = _projection.call(channels);       // [B, T, D]
        pass.Observe?.Invoke("projected", projected);
        var valid = ValidFrames(pass, projected);
        return _encoder.call(Mask(projected, pass), valid, pass);
    }

    /// <summary>The same numbers, whose gradient is scaled: x·s + stop(x)·(1 − s).</summary>
    private Tensor ScaleGradient(Tensor channels, double scale) =>
        scale == 1 || !training || !channels.requires_grad ? channels : channels.Times(scale).Plus(channels.detach().Times(1 - scale));

    /// <summary>Which frames hold no padding [B, T], or null when all may be looked at.</summary>
    private Tensor? ValidFrames(HubertPass pass, Tensor projected)
    {
        if (!pass.HidePadding || pass.SampleCounts is null) return null;
        using var scope = NewDisposeScope();
        var frameCounts = pass.SampleCounts.Select(samples => (long)Config.FrameCount(samples)).ToArray();
        var positions = tensor(Enumerable.Range(0, (int)projected.shape[1]).Select(frame => (long)frame).ToArray(), device: projected.device);
        return (positions.unsqueeze(0) < tensor(frameCounts, device: projected.device).unsqueeze(1)).MoveToOuterDisposeScope();
    }

    /// <summary>SpecAugment as [Baevski20] §3.1 has it: a learned vector over spans of time, zeros over spans of channels.</summary>
    private Tensor Mask(Tensor projected, HubertPass pass)
    {
        using var scope = NewDisposeScope();
        var (batch, frames, width) = (projected.shape[0], projected.shape[1], projected.shape[2]);
        var hidden = projected;
        if (pass.MaskedFrames is not null)
            hidden = where(Marks(pass.MaskedFrames, batch, frames, projected.device).unsqueeze(2), _maskVector, hidden);
        if (pass.MaskedChannels is not null)
            hidden = hidden.masked_fill(Marks(pass.MaskedChannels, batch, width, projected.device).unsqueeze(1), _zero);
        return hidden.MoveToOuterDisposeScope();
    }

    private static Tensor Marks(bool[] marks, long rows, long columns, Device device) =>
        marks.LongLength == rows * columns
            ? tensor(marks, [rows, columns], device: device)
            : throw new ArgumentException($"a mask of {marks.LongLength} marks does not fit {rows} rows of {columns}");
}
