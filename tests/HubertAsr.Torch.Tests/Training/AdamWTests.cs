using HubertAsr.Training;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace HubertAsr.Tests.Training;

public class AdamWTests
{
    private static readonly AdamWSettings Settings = new(0.9, 0.98, 1e-8);

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.01)]
    public void Eight_steps_are_those_of_the_reference_optimiser(double decay)
    {
        using var scope = NewDisposeScope();
        var (ours, theirs) = TwoCopies();
        using var optimiser = new AdamW([.. ours.Select(p => new TrainedParameter("p", p, 0.01, decay, 0))], Settings);
        using var reference = optim.AdamW(theirs, lr: 0.01, beta1: 0.9, beta2: 0.98, eps: 1e-8, weight_decay: decay);
        for (var step = 0; step < 8; step++)
        {
            SetGradients(ours, theirs, step);
            optimiser.Step(1, 1);
            reference.step();
        }
        foreach (var (our, their) in ours.Zip(theirs)) Assert.True(our.allclose(their, 1e-5, 1e-7));
    }

    [Fact]
    public void Vectors_and_tensor_operations_give_the_same_step()
    {
        using var scope = NewDisposeScope();
        var (ours, theirs) = TwoCopies();
        SetGradients(ours, theirs, 1);
        var coefficients = new AdamWCoefficients(0.99f, 0.5f, 0.9f, 0.98f, 0.01f, 1.2f, 1e-8f);
        foreach (var (our, their) in ours.Zip(theirs))
        {
            using var _ = no_grad();
            var slot = new AdamW.Slot(new TrainedParameter("p", their, 0.01, 0, 0));
            AdamW.StepByOperations(slot, their.grad!, coefficients);
            var (mean, square) = (new float[our.numel()], new float[our.numel()]);
            var weight = our.data<float>().ToArray();
            coefficients.Apply(weight, our.grad!.data<float>().ToArray(), mean, square);
            Assert.Equal(slot.Mean.data<float>().ToArray(), mean, (a, b) => Math.Abs(a - b) < 1e-7);
            Assert.Equal(slot.Square.data<float>().ToArray(), square, (a, b) => Math.Abs(a - b) < 1e-7);
            Assert.Equal(their.data<float>().ToArray(), weight, (a, b) => Math.Abs(a - b) < 1e-6);
            slot.Mean.Dispose();
            slot.Square.Dispose();
        }
    }

    [Fact]
    public void A_parameter_without_a_gradient_stays_and_does_not_age()
    {
        using var scope = NewDisposeScope();
        var (ours, _) = TwoCopies();
        var before = ours[0].detach().clone();
        using var optimiser = new AdamW([.. ours.Select(p => new TrainedParameter("p", p, 0.01, 0.1, 0))], Settings);
        ours[1].grad = ones_like(ours[1]);
        optimiser.Step(1, 1);
        Assert.True(before.equal(ours[0]).all().item<bool>());
        Assert.Equal([0, 1, 0], optimiser.Ages);
    }

    [Fact]
    public void The_gradient_norm_is_over_all_parameters_together()
    {
        using var scope = NewDisposeScope();
        Parameter[] two = [new(zeros(2)), new(zeros(1))];
        using var optimiser = new AdamW([.. two.Select(p => new TrainedParameter("p", p, 1, 0, 0))], Settings);
        two[0].grad = tensor(new[] { 2f, 3f });
        two[1].grad = tensor(new[] { 6f });
        Assert.Equal(7, optimiser.GradientNorm(), 6);
        optimiser.DropGradients();
        Assert.All(two, p => Assert.Null(p.grad));
    }

    private static (Parameter[] Ours, Parameter[] Theirs) TwoCopies()
    {
        var generator = new Generator(1);
        Tensor[] values = [randn(7, generator: generator), randn(300, 301, generator: generator), randn(1, 1, 128, generator: generator)];
        return ([.. values.Select(v => new Parameter(v.clone()))], [.. values.Select(v => new Parameter(v.clone()))]);
    }

    private static void SetGradients(Parameter[] ours, Parameter[] theirs, int step)
    {
        var generator = new Generator((ulong)step);
        foreach (var (our, their) in ours.Zip(theirs))
        {
            our.grad = randn(our.shape, generator: generator);
            their.grad = our.grad.clone();
        }
    }
}
