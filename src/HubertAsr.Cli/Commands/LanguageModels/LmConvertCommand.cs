using System.CommandLine;
using HubertAsr.Decoding;

namespace HubertAsr.Cli.Commands.LanguageModels;

/// <summary>One form of a language model to another.</summary>
internal sealed class LmConvertCommand : Verb
{
    private readonly Argument<string> _model = new("LM") { Description = "ARPA, ARPA.gz or KenLM trie" };

    private readonly Argument<string> _out = new("OUT") { Description = "File to write: .arpa and .arpa.gz are text, all else is a KenLM binary" };

    private readonly Option<string> _type = new("--type")
    {
        Description = "Layout of a binary: probing is fastest, trie smallest [default: probing]",
        HelpName = "probing|trie",
        DefaultValueFactory = _ => "probing",
    };

    private readonly Option<bool> _quantize = new("--quantize") { Description = "Store the probabilities of a trie in 8 bits" };

    public LmConvertCommand() : base(
        "convert",
        "Convert an n-gram language model between ARPA text and KenLM binaries.",
        "lm convert word3.arpa.gz word3.bin",
        "lm convert word3.arpa.gz word3.trie.bin --type trie --quantize")
    {
        _type.AcceptOnlyFromAmong("probing", "trie");
        foreach (var argument in new[] { _model, _out }) Add(argument);
        foreach (var option in new Option[] { _type, _quantize }) Add(option);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var output = arguments.GetValue(_out)!;
        if (LanguageModelConverter.IsArpa(output) && arguments.GetResult(_type) is { Implicit: false })
            throw new ArgumentException($"--type {arguments.GetValue(_type)}: '{output}' is ARPA text by its name; a layout is for binaries. Leave --type out, or give OUT a name that does not end in .arpa or .gz.");
        var layout = arguments.GetValue(_type) == "trie" ? BinaryLayout.Trie : BinaryLayout.Probing;
        LanguageModelConverter.Convert(arguments.GetValue(_model)!, output, layout, arguments.GetValue(_quantize));
        terminal.Say($"{output}: {new FileInfo(output).Length} bytes.");
        return ExitCode.Done;
    }
}
