using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HubertAsr.Models;

/// <summary>Draws the parameters of a new model as Hugging Face's HuBERT does: norms 1 and 0, biases 0, linear layers N(0, range²),
/// convolutions N(0, 2/fan-in), the positional convolution N(0, 4/(kernel·D)), the mask vector U[0, 1).</summary>
internal static class FreshWeights
{
    private static readonly Scalar _one = 1;

    /// <summary>Fills every parameter of a model.</summary>
    public static void Fill(HubertForCtc model, HubertConfig config, long seed)
    {
        var parameters = model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        Fill(parameters, parameters.Keys, config, seed);
    }

    /// <summary>Fills the named parameters and leaves the others.</summary>
    public static void Fill(IReadOnlyDictionary<string, Parameter> parameters, IEnumerable<string> names, HubertConfig config, long seed)
    {
        using var gradients = no_grad();
        using var generator = new Generator((ulong)seed);
        // A fixed order: the same seed gives the same model whatever order modules were registered in.
        foreach (var name in names.Order(StringComparer.Ordinal).ToArray())
        {
            using var scope = NewDisposeScope();
            Draw(name, parameters[name], config, generator);
            if (name.EndsWith("weight_v", StringComparison.Ordinal) && parameters.TryGetValue(name[..^1] + "g", out var magnitude))
                magnitude.copy_(parameters[name].Squared().sum([0, 1], keepdim: true).sqrt());
        }
    }

    private static void Draw(string name, Parameter parameter, HubertConfig config, Generator generator)
    {
        if (name.EndsWith("masked_spec_embed", StringComparison.Ordinal))
            parameter.uniform_(0, 1, generator);
        else if (name.EndsWith("bias", StringComparison.Ordinal))
            parameter.zero_();
        else if (name.EndsWith("weight_g", StringComparison.Ordinal) || name.EndsWith("norm.weight", StringComparison.Ordinal))
            parameter.fill_(_one);
        else
            parameter.normal_(0, Deviation(name, parameter.shape, config), generator);
    }

    private static double Deviation(string name, long[] shape, HubertConfig config) =>
        name.EndsWith("weight_v", StringComparison.Ordinal) ? 2 / Math.Sqrt(shape[2] * config.HiddenSize)
        : shape.Length == 3 ? Math.Sqrt(2.0 / (shape[1] * shape[2]))
        : config.InitializerRange;
}
