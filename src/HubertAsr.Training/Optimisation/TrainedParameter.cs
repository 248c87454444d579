using TorchSharp.Modules;

namespace HubertAsr.Training;

/// <summary>One parameter as the optimiser sees it.</summary>
/// <param name="Name">Its key in the checkpoint.</param>
/// <param name="Parameter">The tensor that is trained.</param>
/// <param name="LearningRate">Its peak learning rate.</param>
/// <param name="WeightDecay">Its weight decay; 0 for norms and biases unless the recipe asks otherwise.</param>
/// <param name="FirstUpdate">The update from which it is trained; <see cref="int.MaxValue"/> for one that never is.</param>
public sealed record TrainedParameter(string Name, Parameter Parameter, double LearningRate, double WeightDecay, int FirstUpdate);

/// <summary>Decides what is trained, from when and how fast, by where a parameter stands in the model.</summary>
/// <param name="Options">Freezing, learning rates and weight decay.</param>
/// <param name="LayerCount">Transformer layers of the model.</param>
internal sealed record ParameterPlan(TrainOptions Options, int LayerCount)
{
    private const string LayerPrefix = "hubert.encoder.layers.";

    public IReadOnlyList<TrainedParameter> Arrange(IEnumerable<(string Name, Parameter Parameter)> named)
        => [.. named.Select(item => Place(item.Name, item.Parameter))];

    private TrainedParameter Place(string name, Parameter parameter)
    {
        var isNormOrBias = parameter.dim() <= 1;
        var decay = isNormOrBias && !Options.DecayNormsAndBiases ? 0 : Options.WeightDecay;
        if (!name.StartsWith("hubert.", StringComparison.Ordinal))
            return new TrainedParameter(name, parameter, Options.HeadLearningRate ?? Options.LearningRate, decay, FirstUpdate: 0);
        var depth = LayerCount - 1 - LayerOf(name);
        return new TrainedParameter(name, parameter, Options.LearningRate * Math.Pow(Options.LayerDecay, depth), decay, FirstUpdateOf(name));
    }

    private int FirstUpdateOf(string name)
    {
        var neverTrained = (Options.FreezeConvEncoder && name.StartsWith("hubert.feature_extractor.", StringComparison.Ordinal))
            || (Options.FreezeLowerLayers > 0 && LayerOf(name) < Options.FreezeLowerLayers && !IsFinalNorm(name));
        return neverTrained ? int.MaxValue : Options.FreezeEncoderUpdates;
    }

    /// <summary>0 for the first transformer layer; −1 for all that lies below it.</summary>
    private int LayerOf(string name)
    {
        if (name.StartsWith(LayerPrefix, StringComparison.Ordinal))
            return int.Parse(name.AsSpan(LayerPrefix.Length, name.IndexOf('.', LayerPrefix.Length) - LayerPrefix.Length), provider: null);
        return IsFinalNorm(name) ? LayerCount - 1 : -1;
    }

    /// <summary>The encoder's own norm: behind the layers in stable models; in the others before them, where it is cheap to train all the same.</summary>
    private static bool IsFinalNorm(string name) => name.StartsWith("hubert.encoder.layer_norm.", StringComparison.Ordinal);
}
