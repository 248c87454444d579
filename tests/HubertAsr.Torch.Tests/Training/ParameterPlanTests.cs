using HubertAsr.Models;
using HubertAsr.Training;

namespace HubertAsr.Tests.Training;

public sealed class ParameterPlanTests
{
    [Fact]
    public void Layers_learn_the_slower_the_further_they_are_from_the_head()
    {
        var rates = Rates(new TrainOptions { LearningRate = 1e-3, HeadLearningRate = 5e-3, LayerDecay = 0.5, FreezeConvEncoder = false });
        Assert.Equal(5e-3, rates["lm_head.weight"]);
        Assert.Equal(1e-3, rates["hubert.encoder.layers.1.attention.q_proj.weight"]);
        Assert.Equal(1e-3, rates["hubert.encoder.layer_norm.weight"]);
        Assert.Equal(5e-4, rates["hubert.encoder.layers.0.attention.q_proj.weight"]);
        Assert.Equal(2.5e-4, rates["hubert.feature_projection.projection.weight"]);
        Assert.Equal(2.5e-4, rates["hubert.feature_extractor.conv_layers.0.conv.weight"]);
    }

    [Fact]
    public void Norms_and_biases_do_not_decay_unless_asked()
    {
        using var model = HubertForCtc.Fresh(Synthetic.Nano, seed: 1);
        var plan = new ParameterPlan(new TrainOptions { WeightDecay = 0.1 }, 2).Arrange(model.named_parameters());
        Assert.All(plan, p => Assert.Equal(p.Name.EndsWith("bias", StringComparison.Ordinal) || p.Name.Contains("norm", StringComparison.Ordinal) || p.Name.Contains("spec_embed", StringComparison.Ordinal) ? 0 : 0.1, p.WeightDecay));
    }

    private static Dictionary<string, double> Rates(TrainOptions options)
    {
        using var model = HubertForCtc.Fresh(Synthetic.Nano, seed: 1);
        return new ParameterPlan(options, Synthetic.Nano.NumHiddenLayers).Arrange(model.named_parameters()).ToDictionary(p => p.Name, p => p.LearningRate);
    }
}
