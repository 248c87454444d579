using HubertAsr.Decoding;

namespace HubertAsr.Tests.Decoding;

public sealed class EmissionsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Both_forms_of_a_key_may_stand_in_one_file_and_other_tensors_are_no_utterances()
    {
        using var file = Write(("b.log_probs", [1, 2]), ("b.logits", [1, 2]), ("b.hidden.0", [1, 3]), ("a", [2, 2]), ("mean", [3, 5]), ("c.d", [1, 1, 2]));

        Assert.Equal(["a", "b", "c.d"], file.Ids);
        Assert.Equal((2, 1, 1), (file.Read("a", 2).FrameCount, file.Read("b", 2).FrameCount, file.Read("c.d", 2).FrameCount));
    }

    [Fact]
    public void Of_two_tensors_of_one_utterance_the_one_that_says_what_it_is_is_read()
    {
        using var file = Write(("u", [3, 2]), ("u.log_probs", [1, 2]));

        Assert.Equal(["u"], file.Ids);
        Assert.Equal(1, file.Read("u", 2).FrameCount);
    }

    [Theory]
    [InlineData("'u' has shape [4]; [T, V] expected", 4)]
    [InlineData("'u' has shape [2, 1, 2]; [T, V] expected", 2, 1, 2)]
    [InlineData(": u: emissions over 3 tokens; the vocabulary has 2", 1, 3)]
    public void What_is_no_matrix_over_the_vocabulary_is_named_with_its_file(string expected, params int[] shape)
    {
        using var file = Write(("u", [.. shape.Select(size => (long)size)]));

        var message = Assert.Throws<InvalidDataException>(() => file.Read("u", 2)).Message;
        Assert.StartsWith(_folder["e.safetensors"], message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_tensors_is_refused() =>
        Assert.Contains("no tensors in it", Assert.Throws<InvalidDataException>(() => Write(Array.Empty<(string, long[])>())).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(new[] { 0.25f, 0.75f }, null)]
    [InlineData(new[] { 0.25f, 0.25f }, "u: the probabilities of frame 0 sum to 0.5; 1 expected")]
    public void What_is_no_distribution_is_told(float[] probabilities, string? expected)
    {
        using var file = Write(("u", [1, 2], [.. probabilities.Select(probability => MathF.Log(probability))]));

        file.Read("u", 2);

        if (expected is null) Assert.Null(file.Warning);
        else Assert.Contains(expected, file.Warning, StringComparison.Ordinal);
    }

    private EmissionsFile Write(params (string Key, long[] Shape)[] tensors) =>
        Write([.. tensors.Select(tensor => (tensor.Key, tensor.Shape, Enumerable.Repeat(-1f, (int)tensor.Shape.Aggregate((left, right) => left * right)).ToArray()))]);

    private EmissionsFile Write(params (string Key, long[] Shape, float[] Values)[] tensors)
    {
        using (var writer = new SafetensorsWriter(_folder["e.safetensors"]))
        {
            foreach (var (key, shape, values) in tensors) writer.Add(key, shape, values);
            writer.Complete();
        }

        return EmissionsFile.Open(_folder["e.safetensors"]);
    }
}
