using System.Runtime.Intrinsics;
using HubertAsr.Models;
using static TorchSharp.torch;

namespace HubertAsr.Torch.Tests.Models;

/// <summary>The kernels of inference beside libtorch's own, by registers of both widths.</summary>
public sealed unsafe class KernelTests
{
    private const float Tolerance = 2e-5f;

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(37, 24, 40)]
    [InlineData(12, 511, 32)]   // one whole tile
    [InlineData(120, 513, 48)]  // one whole block, inputs in two steps
    [InlineData(121, 1030, 17)]
    [InlineData(499, 128, 1024)]
    [InlineData(250, 768, 2021)]
    public void A_product_is_that_of_torch(int count, int inputs, int outputs)
    {
        using var scope = NewDisposeScope();
        var (frames, weight, bias) = (randn(count, inputs), randn(outputs, inputs).div_(MathF.Sqrt(inputs)), randn(outputs));
        var expected = nn.functional.linear(frames, weight, bias);
        var activated = nn.functional.gelu(expected);
        using var packed = PackedWeights.CopyOf(weight, bias);

        foreach (var (wide, threads) in new[] { (false, 1), (true, 1), (false, 3), (true, 3) })
        {
            Assert.Equal(Numbers(expected), Computed(packed.Product(gelu: false, wide), threads), new Close(Tolerance));
            Assert.Equal(Numbers(activated), Computed(packed.Product(gelu: true, wide), threads), new Close(Tolerance));
        }
        using var laidOut = PackedWeights.InPlaceOf(weight, bias: null);
        Assert.Equal(Numbers(expected.sub(bias)), Numbers(laidOut.Call(frames)), new Close(Tolerance));

        float[] Computed(Product product, int threads)
        {
            var output = full(count, outputs, float.NaN);
            product.Compute(new Rows(PackedWeights.Numbers(frames), inputs, count), new Rows(PackedWeights.Numbers(output), outputs, count), threads);
            return Numbers(output);
        }
    }

    [Theory]
    [InlineData(16000, 1, 512, 10, 5)] // the first of Base
    [InlineData(700, 512, 512, 3, 2)]
    [InlineData(701, 512, 512, 2, 2)]
    [InlineData(50, 20, 33, 3, 1)]
    [InlineData(3, 8, 8, 3, 2)]
    public void A_convolution_is_that_of_torch(int steps, int inputs, int outputs, int kernel, int stride)
    {
        using var scope = NewDisposeScope();
        var (frames, weight, bias) = (randn(steps, inputs), randn(outputs, inputs, kernel).div_(MathF.Sqrt(kernel * inputs)), randn(outputs));
        var expected = nn.functional.conv1d(frames.t().unsqueeze(0), weight, bias, stride: stride)[0].t();

        using var packed = PackedWeights.CopyOf(weight.transpose(1, 2), bias);

        Assert.Equal(Numbers(expected), Numbers(packed.Convolve(frames, stride)), new Close(Tolerance));
        Assert.Equal(Numbers(nn.functional.gelu(expected)), Numbers(packed.Convolve(frames, stride, gelu: true)), new Close(Tolerance));
    }

    [Theory]
    [InlineData(768, 16, 128, 30)] // Base
    [InlineData(128, 16, 64, 97)]  // nano
    [InlineData(60, 3, 5, 1)]
    [InlineData(20, 1, 31, 13)]
    public void The_positional_convolution_is_that_of_torch(int width, int groups, int kernel, int frames)
    {
        using var scope = NewDisposeScope();
        var (hidden, weight, bias) = (randn(2, frames, width), randn(width, width / groups, kernel).div_(MathF.Sqrt(kernel * width / groups)), randn(width));
        var expected = nn.functional.conv1d(hidden.transpose(1, 2), weight, bias, padding: kernel / 2, groups: groups).narrow(2, 0, frames).transpose(1, 2);

        using var folded = new FoldedPositionalConvolution(weight, bias, groups);

        Assert.Equal(Numbers(nn.functional.gelu(expected)), Numbers(folded.Call(hidden)), new Close(Tolerance));
    }

    [Theory]
    [InlineData(12, 64, new[] { 499 })]     // Base, 10 s
    [InlineData(4, 80, new[] { 121, 1, 8 })] // the width of a head of X-Large
    [InlineData(3, 6, new[] { 17, 600 })]
    public void Attention_is_that_of_torch_for_each_utterance_apart(int heads, int size, int[] frameCounts)
    {
        using var scope = NewDisposeScope();
        var projected = randn(1, frameCounts.Sum(), 3 * heads * size).mul_(2);
        var expected = cat([.. projected.split([.. frameCounts.Select(count => (long)count)], 1).Select(Apart)], 1);

        foreach (var wide in new[] { false, true })
            Assert.Equal(Numbers(expected), Numbers(new HeadAttention(heads, wide).Call(projected, frameCounts)), new Close(Tolerance));

        Tensor Apart(Tensor utterance)
        {
            var parts = utterance.chunk(3, 2).Select(part => part.view(1, part.shape[1], heads, size).transpose(1, 2)).ToArray();
            return nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]).transpose(1, 2).flatten(2);
        }
    }

    [Fact]
    public void A_feed_forward_of_more_frames_than_it_takes_at_once_is_that_of_training()
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var feedForward = new FeedForward(new HubertConfig { HiddenSize = 96, IntermediateSize = 200 }, CPU);
        foreach (var parameter in feedForward.parameters()) parameter.copy_(randn(parameter.shape).div_(MathF.Sqrt(parameter.shape[^1])));
        feedForward.eval();
        var hidden = randn(2, 2100, 96);

        var expected = feedForward.call(hidden);
        feedForward.Fold();

        Assert.Equal(Numbers(expected), Numbers(feedForward.call(hidden)), new Close(Tolerance));
    }

    [Fact]
    public void Gelu_is_that_of_mathematics_everywhere()
    {
        using var scope = NewDisposeScope();
        var values = cat([linspace(-20, 20, 400_001), tensor(new[] { 0f, 1e-30f, -1e-30f, 1e30f, -1e30f, 1e-8f, -1e-8f })]);
        var exact = values.to_type(ScalarType.Float64);
        var expected = Numbers(nn.functional.gelu(exact).to_type(ScalarType.Float32));

        Gelu.Apply(PackedWeights.Numbers(values), (int)values.numel());

        // What its formula for erf promises, and the last place of a float.
        Assert.All(Numbers(values).Zip(expected, Numbers(exact.to_type(ScalarType.Float32))), value => Assert.InRange(value.First - value.Second, -2.5e-7f * MathF.Max(1, MathF.Abs(value.Third)), 2.5e-7f * MathF.Max(1, MathF.Abs(value.Third))));
    }

    [Fact]
    public void Numbers_that_are_none_remain_so()
    {
        var values = new[] { float.NaN, 1, 2, 3, 4, 5, 6, 7, float.NaN };

        fixed (float* first = values) Gelu.Apply(first, values.Length);

        Assert.True(float.IsNaN(values[0]) && float.IsNaN(values[8]));
        Assert.DoesNotContain(values[1..8], float.IsNaN);
    }

    [Fact]
    public void The_exponential_is_within_two_units_of_the_last_place()
    {
        for (var x = -86.9f; x <= 0; x += 0.0013f)
        {
            var expected = (float)Math.Exp(x);
            Assert.InRange(Exponential.OfNegative(Vector256.Create(x)).ToScalar(), expected - (2 * (expected - MathF.BitDecrement(expected))), expected + (2 * (MathF.BitIncrement(expected) - expected)));
        }
        Assert.InRange(Exponential.OfNegative(Vector256.Create(float.NegativeInfinity)).ToScalar(), 0, 1e-37f);
    }

    private static float[] Numbers(Tensor values) => values.detach().contiguous().data<float>().ToArray();
}
