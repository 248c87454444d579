using System.CommandLine;
using HubertAsr.Decoding;
using HubertAsr.Text;
using HubertAsr.Transcription;

namespace HubertAsr.Cli.Transcribing;

/// <summary>The options of the search that <c>transcribe</c> takes; what is not said is as <see cref="DecodeOptions"/> has it.</summary>
internal sealed class SearchArguments
{
    private static readonly DecodeOptions _default = new();

    private readonly Option<string?> _lm = new("--lm") { Description = "Language model: ARPA, ARPA.gz or KenLM binary", HelpName = "FILE" };

    private readonly Option<double?> _alpha = new("--alpha") { Description = $"Weight of the language model (default {Invariant(_default.Alpha)})", HelpName = "X" };

    private readonly Option<double?> _beta = new("--beta") { Description = $"Bonus for each word with a language model, natural log (default {Invariant(_default.Beta)})", HelpName = "X" };

    private readonly Option<int?> _beam = new("--beam") { Description = $"Prefixes kept after each frame; 1 = greedy, without a language model (default {_default.Beam})", HelpName = "N" };

    private readonly Option<string?> _hotwords = new("--hotwords") { Description = "Words to favour: one a line, word[<TAB>weight]", HelpName = "FILE" };

    private readonly Option<int?> _nbest = new("--nbest") { Description = $"Texts a segment, best first; json lists the further ones as alternatives (default {_default.Nbest})", HelpName = "N" };

    public void AddTo(Command verb)
    {
        foreach (var option in new Option[] { _lm, _alpha, _beta, _beam, _hotwords, _nbest }) verb.Add(option);
    }

    /// <summary>What was said over what a run says by itself.</summary>
    /// <exception cref="ArgumentException">A value outside its range, or two that exclude each other.</exception>
    public DecodeOptions Over(ParseResult arguments, DecodeOptions options)
    {
        var said = options with
        {
            Lm = arguments.GetValue(_lm) ?? options.Lm,
            Alpha = arguments.GetValue(_alpha) ?? options.Alpha,
            Beta = arguments.GetValue(_beta) ?? options.Beta,
            Beam = arguments.GetValue(_beam) ?? options.Beam,
            Hotwords = arguments.GetValue(_hotwords) ?? options.Hotwords,
            Nbest = arguments.GetValue(_nbest) ?? options.Nbest,
        };
        if (said.Beam < 1) throw new ArgumentException($"--beam {said.Beam}: 1 (greedy) or more was expected.");
        if (said.Nbest < 1) throw new ArgumentException($"--nbest {said.Nbest}: 1 or more was expected.");
        if (said.Beam == 1 && (said.Lm ?? said.Hotwords) is { } knowledge && (arguments.GetValue(_lm) ?? arguments.GetValue(_hotwords)) is not null)
            throw new ArgumentException($"--beam 1 with {knowledge}: a greedy search weighs no words; a beam of 2 or more was expected.");
        return said;
    }

    /// <summary>The search, and what must be disposed after it.</summary>
    public static (Func<Emissions, IReadOnlyList<Hypothesis>> Decode, LanguageKnowledge Knowledge) Search(CtcVocabulary vocabulary, DecodeOptions options)
    {
        if (options.Beam == 1) return (new GreedyRecognizer(vocabulary).Decode, LanguageKnowledge.None);
        var knowledge = LanguageKnowledge.Load(vocabulary, options);
        var calibration = options.Calibration is { Length: > 0 } file ? ConfidenceCalibration.Load(file) : null;
        return (new PrefixBeamSearch(vocabulary, options, knowledge, calibration).Decode, knowledge);
    }

    private static string Invariant(double value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
