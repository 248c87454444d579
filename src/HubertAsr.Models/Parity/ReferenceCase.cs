using HubertAsr.Decoding;

namespace HubertAsr.Models.Parity;

/// <summary>One example of a reference file: padded waveforms, masks, and the stages that another system computed from them.</summary>
/// <param name="Name">Key prefix; empty when the file holds one example without prefixes.</param>
/// <param name="InputKey">Key of the waveforms [B, S].</param>
/// <param name="SampleCounts">Valid samples of each row when an attention mask is given.</param>
/// <param name="MaskedFrames">Frames [B, T] hidden by the mask vector, when given.</param>
/// <param name="Stages">Stages that are compared, in the order of computation.</param>
internal sealed record ReferenceCase(string Name, string InputKey, int[]? SampleCounts, bool[]? MaskedFrames, IReadOnlyList<string> Stages)
{
    private const string Input = "input_values";
    private const string FrameMask = "mask_time_indices";

    /// <summary>Key of a stage.</summary>
    public string Key(string stage) => Prefix(Name) + stage;

    /// <summary>The examples of a file, in its order.</summary>
    /// <exception cref="InvalidDataException">It holds none.</exception>
    public static IReadOnlyList<ReferenceCase> All(SafetensorsReader reader, HubertConfig config)
    {
        var names = reader.Names.Select(CaseOf).OfType<string>().Distinct().ToList();
        var cases = names.Select(name => Of(reader, name, names, config)).OfType<ReferenceCase>().Where(example => example.Stages.Count > 0).ToList();
        return cases.Count > 0 ? cases : throw new InvalidDataException(
            $"{reader.Path}: no example; expected CASE.{Input} [B, S] with CASE.conv, .projected, .hidden.N, .last_hidden_state, .logits or .log_probs.");
    }

    private static ReferenceCase? Of(SafetensorsReader reader, string name, List<string> names, HubertConfig config)
    {
        var masked = Find(reader, name, FrameMask);
        var input = Find(reader, name, Input)
            ?? (masked is null ? null : InputOfAsManyFrames(reader, names, reader.Tensors[masked].Shape, config));
        if (input is null) return null;
        var width = (int)reader.Tensor(input).Shape[^1];
        var samples = Find(reader, name, "attention_mask") is { } mask ? reader.ReadIntegers(mask).Chunk(width).Select(row => (int)row.Sum()).ToArray() : null;
        return new ReferenceCase(name, input, samples, masked is null ? null : [.. reader.ReadIntegers(masked).Select(mark => mark != 0)],
            [.. StagesOf(config).Where(stage => Find(reader, name, stage) is not null)]);
    }

    /// <summary>A masked example may leave out its input when another example has it.</summary>
    private static string? InputOfAsManyFrames(SafetensorsReader reader, List<string> names, long[] shape, HubertConfig config) =>
        names.Select(name => Find(reader, name, Input)).OfType<string>().FirstOrDefault(key =>
            reader.Tensors[key].Shape[0] == shape[0] && config.FrameCount(reader.Tensors[key].Shape[^1]) == shape[1]);

    private static IEnumerable<string> StagesOf(HubertConfig config) =>
        ["conv", "projected", .. Enumerable.Range(0, config.NumHiddenLayers + 1).Select(layer => $"hidden.{layer}"), "last_hidden_state", "logits", "log_probs"];

    private static string? CaseOf(string key) =>
        new[] { Input, FrameMask }.Where(end => key == end || key.EndsWith("." + end, StringComparison.Ordinal))
            .Select(end => key[..^end.Length].TrimEnd('.')).FirstOrDefault();

    private static string? Find(SafetensorsReader reader, string name, string part) => reader.Tensors.ContainsKey(Prefix(name) + part) ? Prefix(name) + part : null;

    private static string Prefix(string name) => name.Length == 0 ? "" : name + ".";
}
