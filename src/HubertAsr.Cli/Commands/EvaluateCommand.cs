using System.CommandLine;
using HubertAsr.Cli.Recognition;
using HubertAsr.Cli.Transcribing;
using HubertAsr.Decoding;
using HubertAsr.Evaluation;
using HubertAsr.Models;
using HubertAsr.Text;

namespace HubertAsr.Cli.Commands;

/// <summary>Recognises a split of a manifest with a model and scores what came out.</summary>
internal sealed class EvaluateCommand : Verb
{
    private readonly Argument<string> _model = new("MODEL") { Description = "A model folder" };

    private readonly Argument<string> _manifest = new("MANIFEST") { Description = "A manifest, as 'prepare' writes it" };

    private readonly Option<string[]> _split = new("--split") { Description = "Split to evaluate; repeatable", HelpName = "SPLIT", DefaultValueFactory = _ => ["test"] };

    private readonly Option<string> _out = new("--out") { Description = "Folder for hypotheses.tsv, report.html and its tables", HelpName = "DIR", DefaultValueFactory = _ => "evaluation" };

    private readonly OptionArguments<DecodeOptions> _decode = new();

    private readonly OptionArguments<EvaluateOptions> _evaluate = new("calibrate", "calibrate_on");

    private readonly ScoringArguments _scoring = new();

    public EvaluateCommand() : base(
        "evaluate",
        "Recognise a split of a manifest and score it: hypotheses, error rates, a report.",
        "evaluate runs/demo/model runs/demo/data/manifest.csv",
        "evaluate runs/demo/model runs/demo/data/manifest.csv --split dev --out dev --json")
    {
        Add(_model);
        Add(_manifest);
        Add(_split);
        Add(_out);
        _decode.AddTo(this);
        _evaluate.AddTo(this);
        _scoring.AddTo(this);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var scoring = _scoring.Read(arguments);
        _ = _decode.Read(arguments); // refuses wrong values before a model is loaded
        var run = RunModel.Resolve(arguments.GetRequiredValue(_model));
        var folder = run.Folder;
        using var model = AcousticModel.Load(folder, ComputeDevice.Open(arguments.GetValue(CommandLine.Device)!, arguments.GetValue(CommandLine.Threads)));
        foreach (var note in model.Notes) terminal.Say($"note: {note}");
        using var decoder = new EmissionsDecoder(CtcVocabulary.Load(folder), run.Search(_decode, arguments), Evaluator.Candidates, EmissionsDecoder.SecondVocabulary(folder));
        var options = _evaluate.Read(arguments, scoring.Evaluate with { Splits = arguments.GetRequiredValue(_split) });
        var (manifest, output) = (arguments.GetRequiredValue(_manifest), arguments.GetRequiredValue(_out));
        var evaluator = new Evaluator(model, decoder, terminal)
        {
            Options = options,
            Policy = scoring.Policy,
        };

        var result = evaluator.Run(manifest, output, stop);
        var code = scoring.Write(result.Matched, result.Sets, null, terminal);
        foreach (var set in result.BestPathSets) terminal.Say($"best path alone: {set.KaldiLines()[0]}");
        new EvaluationReporter(manifest, output)
        {
            Evaluate = scoring.By.Count > 0 ? options with { By = [.. scoring.By] } : options,
            Report = scoring.Report,
            Policy = scoring.Policy,
            TestSets = scoring.TestSets,
            Title = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)),
        }.Write();
        terminal.Say($"report: {Path.Combine(output, "report.html")}");
        return code;
    }
}
