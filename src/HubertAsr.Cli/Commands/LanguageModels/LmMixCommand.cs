using System.CommandLine;
using HubertAsr.Decoding;

namespace HubertAsr.Cli.Commands.LanguageModels;

/// <summary>Two language models to one.</summary>
internal sealed class LmMixCommand : Verb
{
    private readonly Argument<string> _first = new("A") { Description = "ARPA, ARPA.gz or KenLM trie" };

    private readonly Argument<string> _second = new("B") { Description = "The other, of the same unit" };

    private readonly Option<string> _dev = new("--dev") { Description = "Text that the mixture should fit, one sentence a line", HelpName = "TEXT", Required = true };

    private readonly Option<string> _out = new("--out") { Description = "File to write: .arpa, .arpa.gz, or a KenLM probing binary", HelpName = "F", Required = true };

    public LmMixCommand() : base(
        "mix",
        "Interpolate two n-gram language models with the weight that fits a dev text best.",
        "lm mix broadcast.arpa.gz domain.arpa.gz --dev dev.txt --out mixed.arpa.gz",
        "lm mix a.arpa b.arpa --dev dev.txt --out mixed.bin")
    {
        foreach (var argument in new[] { _first, _second }) Add(argument);
        foreach (var option in new[] { _dev, _out }) Add(option);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var (first, second, dev, output) = (arguments.GetValue(_first)!, arguments.GetValue(_second)!, arguments.GetValue(_dev)!, arguments.GetValue(_out)!);
        if (!File.Exists(dev)) throw new FileNotFoundException($"{dev}: no such file; a text of one sentence a line expected.", dev);
        var weight = Fit(first, second, dev);
        terminal.Say(FormattableString.Invariant($"weight {weight.First:0.####} of {first}, {1 - weight.First:0.####} of {second}: perplexity {weight.Perplexity:0.##} on {dev}."));
        var arpa = LanguageModelConverter.IsArpa(output) ? output : output + ".arpa.part";
        try
        {
            var counts = MixedModel.Write(first, second, weight.First, arpa, stop);
            if (arpa != output) LanguageModelConverter.Convert(arpa, output);
            terminal.Say($"{output}: {string.Join(", ", counts.Select((count, index) => $"{count} {index + 1}-grams"))}.");
        }
        finally
        {
            if (arpa != output) File.Delete(arpa);
        }

        return ExitCode.Done;
    }

    private static MixtureWeight Fit(string first, string second, string dev)
    {
        using var left = LanguageModelFile.Open(first);
        using var right = LanguageModelFile.Open(second);
        return MixtureWeight.Fit(left, right, SentenceFile.Read(dev));
    }
}
