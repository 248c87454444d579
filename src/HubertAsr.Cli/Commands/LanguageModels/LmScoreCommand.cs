using System.CommandLine;
using System.Globalization;
using System.Text;
using HubertAsr.Cli.Recipes;
using HubertAsr.Decoding;

namespace HubertAsr.Cli.Commands.LanguageModels;

/// <summary>Sentences and what a language model thinks of them.</summary>
internal sealed class LmScoreCommand : Verb
{
    private const int ChunkCharacters = 1 << 15;

    private readonly Argument<string> _model = new("LM") { Description = "ARPA, ARPA.gz or KenLM binary" };

    private readonly Argument<string> _text = new("TEXT") { Description = "One sentence a line, plain or .gz; - is standard input", DefaultValueFactory = _ => "-" };

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
        var text = arguments.GetValue(_text)!;
        using var model = LanguageModelFile.Open(arguments.GetValue(_model)!);
        var perplexity = new Perplexity();
        if (arguments.GetValue(_json) || text == "-") ScoreEach(text, arguments.GetValue(_json), unit, (model, perplexity), terminal, stop);
        else ScoreFile(text, unit, (model, perplexity), terminal, stop);
        if (perplexity.WordCount == 0) terminal.Say("no lines, so no perplexity.");
        else terminal.Say(string.Create(CultureInfo.InvariantCulture, $"perplexity {perplexity.WithUnknown:0.####} with OOV, {perplexity.WithoutUnknown:0.####} without; {perplexity.UnknownCount} of {perplexity.WordCount} tokens OOV."));
        return ExitCode.Done;
    }

    private static void ScoreFile(string text, NGramUnit unit, (NGramModel Model, Perplexity Perplexity) scorer, Terminal terminal, CancellationToken stop)
    {
        // The console writes through at every call.
        var shown = new StringBuilder();
        scorer.Perplexity.AddFile(text, scorer.Model, unit, Show, stop);
        terminal.Output.Write(shown);

        void Show(double log10)
        {
            AppendShown(shown, log10);
            shown.Append(terminal.Output.NewLine);
            if (shown.Length < ChunkCharacters) return;
            terminal.Output.Write(shown);
            shown.Clear();
        }
    }

    private static void ScoreEach(string text, bool isJson, NGramUnit unit, (NGramModel Model, Perplexity Perplexity) scorer, Terminal terminal, CancellationToken stop)
    {
        foreach (var line in text == "-" ? Lines(terminal.Input) : SentenceFile.Read(text))
        {
            stop.ThrowIfCancellationRequested();
            var score = SentenceScore.Of(scorer.Model, NGramUnits.Spell(line, unit));
            scorer.Perplexity.Add(score);
            if (isJson) terminal.WriteJson(new { Log10 = Finite(score.Log10), Words = score.Words.Select(word => new { word.Word, Log10 = Finite(word.Log10), Ngram = word.NGramLength, Oov = word.IsUnknown }) });
            else terminal.Output.WriteLine(Shown(score.Log10));
        }
    }

    private static IEnumerable<string> Lines(TextReader input)
    {
        while (input.ReadLine() is { } line) yield return line;
    }

    // As Shown, digit by digit: a custom format takes longer than to score a sentence.
    private static void AppendShown(StringBuilder text, double log10)
    {
        if (log10 is not (> -1e9 and <= -1))
        {
            text.Append(Shown(log10));
            return;
        }

        var (whole, rest) = Math.DivRem((long)Math.Round(-log10 * 1e6, MidpointRounding.AwayFromZero), 1_000_000);
        text.Append('-').Append(whole);
        if (rest > 0) text.Append('.');
        for (var unit = 100_000; rest > 0; rest %= unit, unit /= 10) text.Append((char)('0' + (rest / unit)));
    }

    private static string Shown(double log10) => log10.ToString("0.######", CultureInfo.InvariantCulture);

    // JSON has no infinity: a model may give a word no probability at all.
    private static double? Finite(double log10) => double.IsFinite(log10) ? log10 : null;
}
