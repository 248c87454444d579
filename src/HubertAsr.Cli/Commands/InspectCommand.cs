using System.CommandLine;
using HubertAsr.Models;
using HubertAsr.Text;

namespace HubertAsr.Cli.Commands;

/// <summary>What a model folder is, from its configuration and the headers of its weights.</summary>
internal sealed class InspectCommand : Verb
{
    private readonly Argument<string> _model = new("MODEL") { Description = "Model folder, or a hub id in the local cache" };

    private readonly Option<bool> _keys = new("--keys") { Description = "List every tensor with its type and shape" };

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object" };

    public InspectCommand() : base(
        "inspect",
        "Describe a model folder without reading its weights; exit 1 if configuration and weights do not fit.",
        "inspect runs/demo/model",
        "inspect team-lucid/hubert-base-korean --keys")
    {
        Add(_model);
        Add(_keys);
        Add(_json);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        ComputeDevice.Open("cpu");
        var inspection = ModelFolder.Inspect(arguments.GetValue(_model)!);
        var vocabulary = File.Exists(Path.Combine(inspection.Folder, "vocab.json")) ? CtcVocabulary.Load(inspection.Folder) : null;
        var warnings = inspection.Warnings.Concat(HeadWarnings(inspection, vocabulary)).ToList();
        foreach (var warning in warnings) terminal.Complain($"warning: {warning}");
        if (arguments.GetValue(_json)) terminal.WriteJson(Summary(inspection, vocabulary, warnings, arguments.GetValue(_keys)));
        else Print(inspection, vocabulary, arguments.GetValue(_keys), terminal);
        return inspection.Fits ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static IEnumerable<string> HeadWarnings(ModelInspection inspection, CtcVocabulary? vocabulary)
    {
        if (vocabulary is not null && inspection.HeadSize is { } head && head != vocabulary.Count)
            yield return $"vocab.json holds {vocabulary.Count} tokens, the CTC head {head}; every text would be wrong.";
        if (vocabulary?.Notice is { } notice) yield return $"{notice}.";
        if (vocabulary is null && inspection.HeadSize is not null)
            yield return $"{inspection.Folder}: a CTC head without vocab.json; its labels cannot be turned into text.";
    }

    private static void Print(ModelInspection inspection, CtcVocabulary? vocabulary, bool keys, Terminal terminal)
    {
        var config = inspection.Config;
        var preprocessor = inspection.Preprocessor;
        Line("weights", $"{inspection.WeightsPath} ({inspection.Format}, {string.Join(" and ", inspection.Dtypes)})");
        Line("architecture", $"{inspection.Observed}");
        Line("configuration", $"{config.NumHiddenLayers} layers of {config.HiddenSize}, {config.NumAttentionHeads} heads of {config.HiddenSize / config.NumAttentionHeads}, "
            + $"{config.FeatExtractNorm} norm, {(config.DoStableLayerNorm ? "norms before (stable)" : "norms behind")}, convolutions {(config.ConvBias == true ? "with" : "without")} bias");
        Line("parameters", FormattableString.Invariant($"{inspection.ParameterCount:N0}"));
        Line("head", inspection.HeadSize is { } head ? $"{head} tokens" : "none: an encoder alone");
        Line("vocabulary", vocabulary is null ? "none" : $"{vocabulary.Count} tokens ({vocabulary.Unit.ToString().ToLowerInvariant()}), blank {vocabulary.BlankId}");
        Line("waveforms", preprocessor is null ? "no preprocessor_config.json" : $"{preprocessor.SamplingRate} Hz, {(preprocessor.DoNormalize ? "normalised" : "as they are")}, padding {(preprocessor.ReturnAttentionMask ? "hidden" : "not hidden")}");
        Differences("missing", inspection.Missing);
        Differences("unexpected", inspection.Unexpected);
        Differences("misshapen", inspection.Misshapen);
        if (inspection.Refusal is not null) Line("verdict", inspection.Refusal);
        if (!keys) return;
        foreach (var tensor in inspection.Tensors) terminal.Output.WriteLine($"{tensor.Name}\t{tensor.Dtype}\t{string.Join('x', tensor.Shape)}");

        void Line(string name, string text) => terminal.Output.WriteLine($"{name,-14} {text}");

        void Differences(string name, IReadOnlyList<string> names) => Line(name, names.Count == 0 ? "none" : string.Join(", ", names));
    }

    private static object Summary(ModelInspection inspection, CtcVocabulary? vocabulary, IReadOnlyList<string> warnings, bool keys) => new
    {
        model = inspection.Folder,
        weights = inspection.WeightsPath,
        format = inspection.Format,
        dtypes = inspection.Dtypes,
        size = inspection.Size,
        parameters = inspection.ParameterCount,
        layers = inspection.Config.NumHiddenLayers,
        width = inspection.Config.HiddenSize,
        heads = inspection.Config.NumAttentionHeads,
        feed_forward = inspection.Config.IntermediateSize,
        norm = inspection.Config.FeatExtractNorm,
        stable_layer_norm = inspection.Config.DoStableLayerNorm,
        conv_bias = inspection.Config.ConvBias,
        head = inspection.HeadSize,
        vocabulary = vocabulary?.Count,
        unit = vocabulary?.Unit.ToString().ToLowerInvariant(),
        blank = vocabulary?.BlankId,
        normalize = inspection.Preprocessor?.DoNormalize,
        attention_mask = inspection.Preprocessor?.ReturnAttentionMask,
        fits = inspection.Fits,
        missing = inspection.Missing,
        unexpected = inspection.Unexpected,
        misshapen = inspection.Misshapen,
        refusal = inspection.Refusal,
        warnings,
        keys = keys ? inspection.Tensors.Select(tensor => new { name = tensor.Name, dtype = tensor.Dtype, shape = tensor.Shape }) : null,
    };
}
