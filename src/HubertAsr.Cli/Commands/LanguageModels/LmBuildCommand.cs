using System.CommandLine;
using System.Globalization;
using HubertAsr.Decoding;

namespace HubertAsr.Cli.Commands.LanguageModels;

/// <summary>Text to a language model.</summary>
internal sealed class LmBuildCommand : Verb
{
    private readonly Argument<string> _text = new("TEXT") { Description = "One sentence a line, UTF-8, plain or .gz" };

    private readonly Option<string> _out = new("--out") { Description = "File to write: .arpa, .arpa.gz, or a KenLM probing binary", HelpName = "F.arpa[.gz]|F.bin", Required = true };

    // Several numbers after one option, as lmplz takes them.
    private readonly Option<double[]> _prune = new("--prune")
    {
        Description = "N-grams seen at most so often are dropped, one number an order; the last holds for higher orders [default: 0]",
        HelpName = "N N …",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly OptionArguments<LanguageModelOptions> _options = new(new LanguageModelOptions { Order = 3 }, "order", "unit", "vocab_limit", "memory");

    public LmBuildCommand() : base(
        "build",
        "Build an n-gram language model from text: interpolated modified Kneser–Ney, as lmplz.",
        "lm build sentences.txt --order 3 --out word3.arpa.gz",
        "lm build sentences.txt --order 5 --unit syllable --prune 0 0 1 --out syllable5.bin")
    {
        Add(_text);
        Add(_out);
        Add(_prune);
        _options.AddTo(this);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var options = _options.Read(arguments);
        if (arguments.GetValue(_prune) is { Length: > 0 } prune) options = options with { Prune = prune };
        if (options.Order < 1) throw new ArgumentException($"--order {options.Order}: at least 1 was expected.");
        if (options.Problem is { } problem) throw new ArgumentException($"--{problem}.");
        var output = arguments.GetValue(_out)!;
        var arpa = LanguageModelConverter.IsArpa(output) ? output : output + ".arpa.part";
        try
        {
            Tell(terminal, new NGramModelBuilder(options, arpa).Build(arguments.GetValue(_text)!, stop));
            if (arpa != output) LanguageModelConverter.Convert(arpa, output);
        }
        finally
        {
            if (arpa != output) File.Delete(arpa);
        }

        terminal.Say($"{output}: {new FileInfo(output).Length} bytes.");
        return ExitCode.Done;
    }

    private static void Tell(Terminal terminal, BuildReport report)
    {
        terminal.Say(FormattableString.Invariant($"{report.Sentences} sentences, {report.Tokens} tokens."));
        for (var n = 1; n <= report.Counts.Count; n++)
        {
            var discounts = report.Discounts[n - 1];
            var (seen, kept) = (report.Seen[n - 1], report.Counts[n - 1]);
            terminal.Say(string.Create(CultureInfo.InvariantCulture,
                $"{n}-grams: {kept}{(kept < seen ? $" of {seen}, {seen - kept} pruned" : "")}; discounts {discounts.One:0.####} {discounts.Two:0.####} {discounts.ThreeOrMore:0.####}{(discounts.IsFallback ? " (usual values: too few counts to estimate them)" : "")}"));
        }
    }
}
