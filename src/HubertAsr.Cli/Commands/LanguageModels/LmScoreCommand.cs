using System.CommandLine;
using System.Globalization;
using HubertAsr.Cli.Recipes;
using HubertAsr.Decoding;

namespace HubertAsr.Cli.Commands.LanguageModels;

/// <summary>Sentences and what a language model thinks of them.</summary>
internal sealed class LmScoreCommand : Verb
{
    private readonly Argument<string> _model = new("LM") { Description = "ARPA, ARPA.gz or KenLM binary" };

    private readonly Argument<string> _text = new("TEXT") { Description = "One sentence a line; - is standard input", DefaultValueFactory = _ => "-" };

    private readonly Option<bool> _json = new("--json") { Description = "One object a line: log10 and each word's log10, ngram, oov" };

    private readonly Option<string> _unit = new("--unit")
    {
        Description = "How lines are cut into the model's units: word (as they are), syllable or jamo [default: word]",
        HelpName = "word|syllable|jamo",
        DefaultValueFactory = _ => "word",
    };

    public LmScoreCommand() : base(
        "score",
        "Score sentences with an n-gram language model: log10 with sentence boundaries, perplexity at the end.",
        "lm score word3.bin sentences.txt",
        "lm score syllable5.arpa.gz - --unit syllable --json < sentences.txt")
    {
        _unit.AcceptOnlyFromAmong("word", "syllable", "jamo");
        foreach (var argument in new[] { _model, _text }) Add(argument);
        foreach (var option in new Option[] { _json, _unit }) Add(option);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var unit = Enum.GetValues<NGramUnit>().Single(unit => OptionSchema.KeyOf(unit.ToString()) == arguments.GetValue(_unit));
        using var model = LanguageModelFile.Open(arguments.GetValue(_model)!);
        var perplexity = new Perplexity();
        foreach (var line in Lines(arguments.GetValue(_text)!, terminal))
        {
            stop.ThrowIfCancellationRequested();
            var score = SentenceScore.Of(model, NGramUnits.Spell(line, unit));
            perplexity.Add(score);
            if (arguments.GetValue(_json)) terminal.WriteJson(new { score.Log10, Words = score.Words.Select(word => new { word.Word, word.Log10, Ngram = word.NGramLength, Oov = word.IsUnknown }) });
            else terminal.Output.WriteLine(score.Log10.ToString("0.######", CultureInfo.InvariantCulture));
        }

        terminal.Say(string.Create(CultureInfo.InvariantCulture, $"perplexity {perplexity.WithUnknown:0.####} with OOV, {perplexity.WithoutUnknown:0.####} without; {perplexity.UnknownCount} of {perplexity.WordCount} tokens OOV."));
        return ExitCode.Done;
    }

    private static IEnumerable<string> Lines(string path, Terminal terminal)
    {
        if (path != "-")
        {
            if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file; a text of one sentence a line expected.", path);
            return File.ReadLines(path);
        }

        return Enumerable.Repeat(terminal.Input, int.MaxValue).Select(input => input.ReadLine()).TakeWhile(line => line is not null)!;
    }
}
