using System.CommandLine;
using HubertAsr.Decoding;
using HubertAsr.Models;

namespace HubertAsr.Cli.Commands;

/// <summary>A model folder in another format, number type or extent.</summary>
internal sealed class ConvertCommand : Verb
{
    private readonly Argument<string> _model = new("MODEL") { Description = "Model folder, or a hub id in the local cache" };

    private readonly Argument<string> _output = new("OUT") { Description = "Folder to write; created when absent" };

    private readonly Option<string> _format = new("--format")
    {
        Description = "Format of the weights: safetensors, bin (PyTorch pickle) or flax (MessagePack)",
        HelpName = "safetensors|bin|flax",
        DefaultValueFactory = _ => "safetensors",
    };

    private readonly Option<string> _dtype = new("--dtype")
    {
        Description = "Type of the numbers: f32, f16 or bf16",
        HelpName = "f32|f16|bf16",
        DefaultValueFactory = _ => "f32",
    };

    private readonly Option<bool> _encoderOnly = new("--encoder-only") { Description = "Leave out the CTC head" };

    public ConvertCommand() : base(
        "convert",
        "Write a model folder that Hugging Face loads, in another format or number type.",
        "convert team-lucid/hubert-base-korean base --format safetensors",
        "convert runs/demo/model half --dtype f16")
    {
        Add(_model);
        Add(_output);
        foreach (var option in new Option[] { _format, _dtype, _encoderOnly }) Add(option);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        ComputeDevice.Open("cpu");
        var conversion = new ModelConversion
        {
            Format = arguments.GetValue(_format) switch
            {
                "safetensors" => WeightFormat.Safetensors,
                "bin" => WeightFormat.Bin,
                "flax" => WeightFormat.Flax,
                var other => throw new ArgumentException($"--format '{other}': safetensors, bin or flax was expected."),
            },
            Dtype = arguments.GetValue(_dtype) switch
            {
                "f32" or "fp32" or "float32" => TensorDtype.F32,
                "f16" or "fp16" or "float16" => TensorDtype.F16,
                "bf16" or "bfloat16" => TensorDtype.BF16,
                var other => throw new ArgumentException($"--dtype '{other}': f32, f16 or bf16 was expected."),
            },
            EncoderOnly = arguments.GetValue(_encoderOnly),
        };
        var path = ModelConversion.Run(arguments.GetValue(_model)!, arguments.GetValue(_output)!, conversion);
        terminal.Output.WriteLine(path);
        return ExitCode.Done;
    }
}
