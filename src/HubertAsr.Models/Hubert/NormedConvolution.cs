using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace HubertAsr.Models;

/// <summary>
/// The first convolution of Base and the group norm behind it as one product. The mean and variance of w·x over all windows x are w·m and wᵀRw, with the windows'
/// mean m and covariance R: ten numbers and a hundred, known before anything is convolved. So norm and convolution are one affine map, and the largest tensor of
/// a pass (64 MB for 10 s) is written once instead of read and written three times more.
/// </summary>
internal static class NormedConvolution
{
    /// <summary>Waveforms [B, 1, S] to normed channels [B, T, C]; each row has statistics of its own. A bias of the convolution would change nothing: the norm takes it away.</summary>
    public static Tensor OverFrames(Tensor waveforms, Convolution convolution, Norm norm)
    {
        using var scope = NewDisposeScope();
        var kernel = convolution.Weight.squeeze(1);                                                        // [C, K]
        var windows = waveforms.squeeze(1).unfold(1, kernel.shape[1], convolution.Stride).contiguous();    // [B, T, K]
        var rows = new Tensor[windows.shape[0]];
        for (var row = 0; row < rows.Length; row++) rows[row] = Row(windows[row], kernel, norm);
        return (rows.Length == 1 ? rows[0] : cat(rows)).MoveToOuterDisposeScope();
    }

    /// <summary>Windows [T, K] to [1, T, C].</summary>
    private static Tensor Row(Tensor windows, Tensor kernel, Norm norm)
    {
        using var scope = NewDisposeScope();
        var epsilon = tensor(new[] { norm.Epsilon }, device: windows.device);                              // [1]
        var exact = windows.to(ScalarType.Float64);
        var centred = exact.sub(exact.mean([0], keepdim: true));                                           // [T, K]
        var covariance = centred.transpose(0, 1).mm(centred).Over(windows.shape[0]);                       // [K, K]
        var weights = kernel.to(ScalarType.Float64);
        var variance = weights.mm(covariance).mul(weights).sum(1);                                         // [C]
        var scale = norm.Scale.to(ScalarType.Float64).div(variance.Plus(epsilon).sqrt());                  // [C]
        var shift = norm.Shift.to(ScalarType.Float64).sub(weights.mv(exact.mean([0])).mul(scale));         // [C]
        var folded = weights.mul(scale.unsqueeze(1)).to(kernel.dtype);                                     // [C, K]

        var image = windows.transpose(0, 1).unsqueeze(0).unsqueeze(2);                                     // [1, K, 1, T], channels last in memory
        var output = functional.conv2d(image, folded.unsqueeze(-1).unsqueeze(-1), shift.to(kernel.dtype), strides: [2, 1]);
        return output.squeeze(2).transpose(1, 2).MoveToOuterDisposeScope();                                // [1, T, C]
    }
}
