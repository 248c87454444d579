using static TorchSharp.torch;

namespace HubertAsr.Models;

/// <summary>Activation checkpointing (Chen et al. 2016, "Training deep nets with sublinear memory cost"): of each layer only the output is kept;
/// what lies inside is computed again when its gradient is wanted. Memory for about a third more arithmetic.</summary>
/// <remarks>
/// The graph of the loss ends at the last layer's output. After <c>loss.backward(retain_graph: true)</c>, <see cref="Backward"/> walks the layers from the
/// top: each is computed once more, with the same draws, and hands the gradient of its input to the layer below. One tape serves one pass.
/// </remarks>
public sealed class LayerTape : IDisposable
{
    private readonly Stack<(Func<Tensor, Tensor> Layer, Tensor Input, Tensor Output)> _layers = new();
    private readonly List<Tensor> _kept = [];

    /// <summary>Computes a layer without keeping what its backward pass needs.</summary>
    /// <param name="layer">The layer; gives the same result whenever it is called with the same input.</param>
    /// <param name="input">Hidden states [B, T, D].</param>
    internal Tensor Run(Func<Tensor, Tensor> layer, Tensor input)
    {
        using var scope = NewDisposeScope();
        var output = Forget(layer, input).requires_grad_().DetachFromDisposeScope(); // [B, T, D]
        _layers.Push((layer, input.alias().DetachFromDisposeScope(), output));
        return output.alias().MoveToOuterDisposeScope();
    }

    /// <summary>Takes over what the layers share, until the tape is disposed.</summary>
    internal void Keep(Tensor shared) => _kept.Add(shared.DetachFromDisposeScope());

    /// <summary>Adds the gradients of all layers, and of what lies below them, to those there are.</summary>
    public void Backward()
    {
        while (_layers.TryPop(out var item))
        {
            using var scope = NewDisposeScope();
            using var input = item.Input;
            using var output = item.Output;
            if (output.grad is not { } gradient) continue;
            var leaf = input.detach().requires_grad_(input.requires_grad);
            autograd.backward(item.Layer(leaf), gradient);
            if (input.requires_grad) autograd.backward(input, leaf.grad!, retain_graph: true);
        }
    }

    public void Dispose()
    {
        foreach (var (_, input, output) in _layers)
        {
            input.Dispose();
            output.Dispose();
        }
        _layers.Clear();
        _kept.ForEach(shared => shared.Dispose());
        _kept.Clear();
    }

    private static Tensor Forget(Func<Tensor, Tensor> layer, Tensor input)
    {
        using var _ = no_grad();
        return layer(input).detach();
    }
}
