using HubertAsr.Decoding;
using static TorchSharp.torch;

namespace HubertAsr.Models.Parity;

/// <summary>One stage of one example beside the reference.</summary>
/// <param name="Example">Key prefix of the example.</param>
/// <param name="Stage">conv, projected, hidden.N, last_hidden_state, logits, log_probs.</param>
/// <param name="MaxAbsDifference">Largest absolute difference; infinite for NaN or another shape.</param>
/// <param name="Passes">Whether it is within the tolerance.</param>
public sealed record ParityStage(string Example, string Stage, double MaxAbsDifference, bool Passes);

/// <summary>A model beside the outputs of another system.</summary>
/// <param name="Stages">Every comparison.</param>
/// <param name="Explanation">The assumption under which the first example that fails would pass; null when all pass or none explains it.</param>
public sealed record ParityReport(IReadOnlyList<ParityStage> Stages, string? Explanation)
{
    public ParityStage? FirstFailure => Stages.FirstOrDefault(stage => !stage.Passes);
}

/// <summary>Compares a model folder, stage by stage, with what another system computed.</summary>
public sealed class ParityCheck(string folder, double tolerance)
{
    /// <summary>Runs every example of a reference file.</summary>
    /// <exception cref="InvalidDataException">The folder does not load, or the file holds no example.</exception>
    public ParityReport Run(string referencePath)
    {
        using var reader = SafetensorsReader.Open(referencePath);
        using var loaded = ModelFolder.Load(folder);
        loaded.Model.eval();
        var cases = ReferenceCase.All(reader, loaded.Model.Config);
        var stages = cases.SelectMany(example => Compare(loaded, reader, example, null)).ToList();
        var failing = cases.FirstOrDefault(example => stages.Any(stage => stage.Example == example.Name && !stage.Passes));
        return new ParityReport(stages, failing is null ? null : Explain(reader, failing, loaded.Model.Config));
    }

    private string? Explain(SafetensorsReader reader, ReferenceCase example, HubertConfig config)
    {
        foreach (var assumption in Assumption.For(config))
        {
            using var loaded = ModelFolder.Load(folder, new ModelLoading { Assume = assumption.Apply });
            loaded.Model.eval();
            if (Compare(loaded, reader, example, assumption.HidePadding).All(stage => stage.Passes)) return assumption.Sentence;
        }
        return null;
    }

    private List<ParityStage> Compare(LoadedModel loaded, SafetensorsReader reader, ReferenceCase example, bool? hidePadding)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var stages = new Dictionary<string, ParityStage>();
        var waveforms = tensor(reader.ReadFloats(example.InputKey), reader.Tensors[example.InputKey].Shape, device: loaded.Model.Device);
        var pass = new HubertPass
        {
            SampleCounts = example.SampleCounts ?? ValidSamples(reader, example),
            HidePadding = hidePadding ?? example.SampleCounts is not null,
            MaskedFrames = example.MaskedFrames,
            Observe = Keep,
        };
        var logits = loaded.Model.call(waveforms, pass);
        Keep("log_probs", nn.functional.log_softmax(logits, -1));
        return [.. example.Stages.Where(stage => !loaded.HeadIsNew || stage is not ("logits" or "log_probs")).Select(stage => stages[stage])];

        void Keep(string stage, Tensor values)
        {
            if (example.Stages.Contains(stage)) stages[stage] = Difference(reader, example, stage, values);
        }
    }

    private ParityStage Difference(SafetensorsReader reader, ReferenceCase example, string stage, Tensor values)
    {
        using var scope = NewDisposeScope();
        var key = example.Key(stage);
        var difference = double.PositiveInfinity;
        if (reader.Tensors[key].Shape.SequenceEqual(values.shape))
        {
            difference = 0;
            foreach (var (actual, expected) in values.contiguous().cpu().data<float>().ToArray().Zip(reader.ReadFloats(key)))
                difference = float.IsFinite(actual) ? Math.Max(difference, Math.Abs(actual - expected)) : double.PositiveInfinity;
        }
        return new ParityStage(example.Name, stage, difference, difference <= tolerance);
    }

    /// <summary>Samples before the zeros that end each row: what a mask would have said.</summary>
    private static int[] ValidSamples(SafetensorsReader reader, ReferenceCase example)
    {
        var width = (int)reader.Tensors[example.InputKey].Shape[^1];
        return [.. reader.ReadFloats(example.InputKey).Chunk(width).Select(row => Array.FindLastIndex(row, sample => sample != 0) + 1)];
    }
}
