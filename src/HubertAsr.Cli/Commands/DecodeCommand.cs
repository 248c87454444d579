using System.CommandLine;
using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Cli.Commands;

/// <summary>Emissions that any acoustic model left, searched with a beam and a language model.</summary>
internal sealed class DecodeCommand : Verb
{
    private readonly Argument<string> _emissions = new("EMISSIONS.safetensors") { Description = "Natural-log probabilities, keys ID or ID.log_probs, each [T, V]" };

    private readonly Option<string> _vocab = new("--vocab") { Description = "vocab.json of the model, or its folder", HelpName = "FILE", Required = true };

    private readonly Option<bool> _explain = new("--explain") { Description = "Say on stderr what the best text won against, and by which side of the score" };

    private readonly Option<bool> _json = new("--json") { Description = "One object an utterance: id, hypotheses with scores and words, and with --hotwords those found in the best text" };

    // As pyctcdecode, which knows no automaton.
    private readonly OptionArguments<DecodeOptions> _options = new(new DecodeOptions { HangulAutomaton = false });

    public DecodeCommand() : base(
        "decode",
        "Search emissions for their text: CTC prefix beam, language model, lexicon, hotwords.",
        "decode emissions.safetensors --vocab vocab.json --beam 1",
        "decode emissions.safetensors --vocab vocab.json --lm word3.bin --alpha 0.5 --beta 1.5 --nbest 5 --json")
    {
        Add(_emissions);
        foreach (var option in new Option[] { _vocab, _explain, _json }) Add(option);
        _options.AddTo(this);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var options = _options.Read(arguments);
        var vocabulary = CtcVocabulary.Load(arguments.GetValue(_vocab)!);
        using var knowledge = LanguageKnowledge.Load(vocabulary, options);
        if (knowledge.Warning is { } warning) terminal.Say(warning);
        var calibration = string.IsNullOrEmpty(options.Calibration) ? null : ConfidenceCalibration.Load(options.Calibration);
        using var emissions = EmissionsFile.Open(arguments.GetValue(_emissions)!);
        var explains = arguments.GetValue(_explain);
        var searched = explains ? options with { Nbest = Math.Max(options.Nbest, 2) } : options;
        var hits = new List<string>();
        var decoder = new BatchDecoder(vocabulary, searched, knowledge, calibration);
        foreach (var (id, hypotheses) in decoder.Decode(emissions.Ids, id => emissions.Read(id, vocabulary.Count), arguments.GetValue(CommandLine.Threads), stop))
        {
            if (explains && hypotheses.Count > 1) terminal.Complain($"{id}: {Explanation.Of(hypotheses[0], hypotheses[1])}");
            string[] found = [.. knowledge.HotwordsIn(hypotheses[0].Text)];
            hits.AddRange(found);
            Write(terminal, (id, [.. hypotheses.Take(options.Nbest)]), string.IsNullOrEmpty(options.Hotwords) ? null : found, arguments.GetValue(_json));
        }

        if (emissions.Warning is { } strange) terminal.Say(strange);
        if (hits.Count > 0) terminal.Say($"hotwords found: {string.Join(", ", hits.CountBy(word => word).Select(count => $"{count.Key} × {count.Value}"))}");
        return ExitCode.Done;
    }

    private static void Write(Terminal terminal, (string Id, IReadOnlyList<Hypothesis> Hypotheses) utterance, IReadOnlyList<string>? hotwords, bool json)
    {
        if (json) terminal.WriteJson(new { utterance.Id, utterance.Hypotheses, Hotwords = hotwords });
        else terminal.Output.WriteLine($"{utterance.Id}\t{utterance.Hypotheses[0].Text}");
    }
}
