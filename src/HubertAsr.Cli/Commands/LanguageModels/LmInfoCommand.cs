using System.CommandLine;
using HubertAsr.Decoding;

namespace HubertAsr.Cli.Commands.LanguageModels;

/// <summary>What a language model's file holds.</summary>
internal sealed class LmInfoCommand : Verb
{
    private readonly Argument<string> _model = new("LM") { Description = "ARPA, ARPA.gz or KenLM binary" };

    private readonly Option<bool> _json = new("--json") { Description = "One object: kind, order, counts, bytes" };

    public LmInfoCommand() : base("info", "Describe an n-gram language model: its kind, order and sizes.", "lm info word3.bin", "lm info word3.arpa.gz --json")
    {
        Add(_model);
        Add(_json);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var path = arguments.GetValue(_model)!;
        using var model = LanguageModelFile.Open(path);
        var bytes = new FileInfo(path).Length;
        if (arguments.GetValue(_json))
        {
            terminal.WriteJson(new { model.Kind, model.Order, model.Counts, Words = model.Words.Count > 0, Bytes = bytes });
            return ExitCode.Done;
        }

        terminal.Output.WriteLine(FormattableString.Invariant($"{model.Kind}, order {model.Order}, {bytes} bytes"));
        for (var n = 1; n <= model.Counts.Count; n++) terminal.Output.WriteLine(FormattableString.Invariant($"{n}-grams\t{model.Counts[n - 1]}"));
        if (model.Words.Count == 0) terminal.Output.WriteLine("without its words: needs a lexicon to decode with");
        return ExitCode.Done;
    }
}
