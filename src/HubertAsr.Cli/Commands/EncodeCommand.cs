using System.CommandLine;
using System.Globalization;
using HubertAsr.Decoding;
using HubertAsr.Models;

namespace HubertAsr.Cli.Commands;

/// <summary>What the model computes of each file, stage by stage, in one safetensors file.</summary>
internal sealed class EncodeCommand : Verb
{
    private readonly Argument<string[]> _audio = new("AUDIO")
    {
        Description = "Audio files, or one manifest (.csv); keys are the files' stems or the manifest's ids",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly ModelArguments _model = new();

    private readonly Option<string> _out = new("--out") { Description = "File to write", HelpName = "F.safetensors", Required = true };

    private readonly Option<string> _layers = new("--layers")
    {
        Description = "Stages, separated by commas: conv, projected, 0 (input of the first layer), 1 …, last; or all",
        HelpName = "STAGES",
        DefaultValueFactory = _ => "last",
    };

    private readonly Option<bool> _logits = new("--logits") { Description = "Also STEM.logits and STEM.log_probs (natural logarithm)" };

    private readonly Option<bool> _noNormalize = new("--no-normalize") { Description = "Leave waveforms as they are, whatever the model's preprocessor asks for" };

    private readonly Option<int> _batchSize = new("--batch-size")
    {
        Description = "Files computed together, each by itself",
        HelpName = "N",
        DefaultValueFactory = _ => 8,
    };

    public EncodeCommand() : base(
        "encode",
        "Compute hidden states and log probabilities of audio files.",
        "encode a.wav b.flac --model runs/demo/model --out states.safetensors",
        "encode manifest.csv --model runs/demo/model --out emissions.safetensors --logits")
    {
        Add(_audio);
        foreach (var option in new Option[] { _model.Model, _out, _layers, _logits, _noNormalize, _batchSize }) Add(option);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var batchSize = arguments.GetValue(_batchSize);
        if (batchSize < 1) throw new ArgumentException($"--batch-size {batchSize}: 1 or more was expected.");
        using var inputs = EncodeInputs.Of(arguments.GetValue(_audio)!);
        using var model = _model.Load(arguments, terminal);
        if (arguments.GetValue(_logits) && model.HeadIsNew)
            throw new InvalidDataException($"{arguments.GetValue(_model.Model)}: no CTC head (lm_head), so there are no logits; expected a fine-tuned model. Leave out --logits for hidden states.");
        var stages = Stages(arguments.GetValue(_layers)!, model.Config, arguments.GetValue(_logits));
        model.BatchSize = batchSize;
        if (arguments.GetValue(_noNormalize)) model.Normalize = false;

        var path = arguments.GetValue(_out)!;
        using var writer = new SafetensorsWriter(path);
        var frames = 0L;
        foreach (var chunk in inputs.Items.Chunk(4 * batchSize))
        {
            stop.ThrowIfCancellationRequested();
            frames += Encode(model, chunk, stages, writer);
        }
        writer.Complete();
        terminal.Say($"{path}: {inputs.Items.Count} files, {frames} frames of {1000.0 * model.FrameShift / AcousticModel.SampleRateHz:0} ms, {string.Join(", ", stages)}");
        return ExitCode.Done;
    }

    private static long Encode(AcousticModel model, EncodeInput[] chunk, IReadOnlySet<string> stages, SafetensorsWriter writer)
    {
        var waveforms = chunk.Select(input => input.Read(AcousticModel.SampleRateHz, model.Config)).ToList();
        var traces = model.Trace(waveforms, stages);
        for (var i = 0; i < chunk.Length; i++)
            foreach (var stage in traces[i])
                writer.Add($"{chunk[i].Key}.{stage.Stage}", [stage.FrameCount, stage.Width], stage.Values);
        return waveforms.Sum(waveform => (long)model.FramesFor(waveform.Length));
    }

    private static HashSet<string> Stages(string layers, HubertConfig config, bool logits)
    {
        var known = Enumerable.Range(0, config.NumHiddenLayers + 1).Select(layer => layer.ToString(CultureInfo.InvariantCulture))
            .ToDictionary(layer => layer, layer => $"hidden.{layer}");
        known["conv"] = "conv";
        known["projected"] = "projected";
        known["last"] = "last_hidden_state";
        var wanted = layers == "all" ? known.Keys : layers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).AsEnumerable();
        var stages = wanted.Select(layer => known.TryGetValue(layer, out var stage) ? stage
            : throw new ArgumentException($"--layers '{layer}': all, conv, projected, last or a number from 0 to {config.NumHiddenLayers} was expected.")).ToHashSet();
        if (logits) stages.UnionWith(["logits", "log_probs"]);
        return stages.Count > 0 ? stages : throw new ArgumentException("--layers: no stage was named.");
    }
}
