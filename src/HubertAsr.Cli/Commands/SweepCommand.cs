using System.CommandLine;
using HubertAsr.Cli.Sweeping;
using HubertAsr.Cli.Transcribing;
using HubertAsr.Decoding;
using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Sweeps;
using HubertAsr.Text;

namespace HubertAsr.Cli.Commands;

/// <summary>Tries settings of the search on emissions that are computed once, and says which reach the lowest CER.</summary>
internal sealed class SweepCommand : Verb
{
    private readonly Argument<string> _source = new("EMISSIONS|MODEL") { Description = "Emissions (.safetensors), or a model folder, or a run" };

    private readonly Argument<string> _references = new("REFERENCES") { Description = "What was said: Kaldi text, TSV or CSV with a header, .trn, or a manifest; with a model, the manifest of its audio" };

    private readonly Option<string?> _vocab = new("--vocab") { Description = "vocab.json of the model that made the emissions, or its folder", HelpName = "FILE" };

    private readonly Option<string> _split = new("--split") { Description = "Split of the manifest to tune on", HelpName = "SPLIT", DefaultValueFactory = _ => "dev" };

    private readonly Option<string> _policy = new("--policy")
    {
        Description = "Normalisation of both sides: verbatim, a name of eval/policies, or a TOML file",
        HelpName = "FILE|NAME",
        DefaultValueFactory = _ => ScoringPolicy.Verbatim.Name,
    };

    private readonly Option<string> _out = new("--out") { Description = "Folder for heatmap.png, decode.toml and a model's emissions", HelpName = "DIR", DefaultValueFactory = _ => "sweep" };

    private readonly Option<bool> _json = new("--json") { Description = "One object a setting, the best last, instead of table and recipe" };

    private readonly SweepArguments _search = new();

    public SweepCommand() : base(
        "sweep",
        "Find the decoding settings of the lowest CER on a dev set: table, heat map, recipe fragment. A RANGE is 0.5, or 0,0.5,1, or FROM:TO:STEP.",
        "sweep emissions.safetensors references.tsv --vocab vocab.json --lm word3.bin --alpha 0:1:0.25 --beta 0:3:1",
        "sweep runs/demo/model runs/demo/data/manifest.csv --beam 20,100 --out runs/demo/sweep")
    {
        Add(_source);
        Add(_references);
        foreach (var option in new Option[] { _vocab, _split, _policy, _out, _json }) Add(option);
        _search.AddTo(this);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var source = arguments.GetRequiredValue(_source);
        var run = File.Exists(source) ? null : RunModel.Resolve(source);
        if (run is null && arguments.GetValue(_vocab) is null) throw new ArgumentException("sweep: emissions without a vocabulary; --vocab FILE was expected.");
        var standard = _search.Fixed(arguments, run?.Decode ?? new DecodeOptions());
        var axes = _search.Axes(arguments, standard);
        var grid = Grid(axes).Select(values => (Values: values, Options: _search.At(standard, axes, values))).ToList();
        var (references, output) = (arguments.GetRequiredValue(_references), arguments.GetRequiredValue(_out));
        var policy = ScoringArguments.Policy(arguments.GetRequiredValue(_policy));
        Directory.CreateDirectory(output);

        using var emissions = EmissionsFile.Open(run is null ? source : Dump(run, arguments, terminal, stop));
        var vocabulary = CtcVocabulary.Load(run?.Folder ?? arguments.GetValue(_vocab)!);
        var rows = SweepReferences.Of(references, arguments.GetRequiredValue(_split), emissions.Ids, source, terminal);
        terminal.Say($"{grid.Count} settings on {rows.Count} utterances");
        using var knowledge = LanguageKnowledge.Load(vocabulary, standard);
        if (knowledge.Warning is { } warning) terminal.Say(warning);
        var sweep = new DecodeSweep(vocabulary, knowledge, policy)
        {
            References = rows,
            Read = id => emissions.Read(id, vocabulary.Count),
            Threads = arguments.GetValue(CommandLine.Threads),
        };

        var result = new SweepResult(axes, Measure(sweep, axes, grid, arguments.GetValue(_json) ? terminal : null, stop));
        if (emissions.Warning is { } strange) terminal.Say(strange);
        Write(new SweepReport(result, rows.Count)
        {
            Best = _search.At(standard, axes, result.Best.Values),
            LeftOut = run?.OwnLanguageModel is { } own && own == standard.Lm ? ["lm"] : [],
        }, result, arguments, terminal);
        return ExitCode.Done;
    }

    private static List<SweepPoint> Measure(
        DecodeSweep sweep, IReadOnlyList<SweepAxis> axes, List<(IReadOnlyList<double> Values, DecodeOptions Options)> grid, Terminal? json, CancellationToken stop)
    {
        var points = new List<SweepPoint>(grid.Count);
        foreach (var (values, options) in grid)
        {
            points.Add(new SweepPoint(values, sweep.Measure(options, stop)));
            json?.WriteJson(SweepReport.Json(axes, points[^1]));
        }

        return points;
    }

    /// <summary>Every combination of values, the last axis fastest.</summary>
    private static IEnumerable<IReadOnlyList<double>> Grid(IReadOnlyList<SweepAxis> axes) =>
        axes.Aggregate((IEnumerable<IReadOnlyList<double>>)[[]], (rows, axis) => rows.SelectMany(row => axis.Values.Select(value => (IReadOnlyList<double>)[.. row, value])));

    private string Dump(RunModel run, ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var path = Path.Combine(arguments.GetRequiredValue(_out), "emissions.safetensors");
        var dump = new EmissionsDump(run.Folder, arguments.GetRequiredValue(_references), arguments.GetRequiredValue(_split));
        if (dump.IsCurrent(path))
        {
            terminal.Say($"emissions of an earlier sweep: {path}");
            return path;
        }

        using var model = ModelArguments.Load(run.Folder, arguments, terminal);
        dump.Write(path, model, terminal, stop);
        return path;
    }

    private void Write(SweepReport report, SweepResult result, ParseResult arguments, Terminal terminal)
    {
        var folder = arguments.GetRequiredValue(_out);
        var (picture, recipe) = (Path.Combine(folder, "heatmap.png"), Path.Combine(folder, "decode.toml"));
        File.WriteAllBytes(picture, SweepHeatMap.Png(result));
        File.WriteAllText(recipe, report.Fragment());
        if (arguments.GetValue(_json))
        {
            var best = SweepReport.Json(result.Axes, result.Best);
            terminal.WriteJson(new { Best = best, Edges = result.Edges.Select(axis => axis.Name), Recipe = report.Fragment() });
        }
        else
        {
            foreach (var line in report.Table()) terminal.Output.WriteLine(line);
            terminal.Output.Write(report.Fragment());
        }

        terminal.Say($"heat map: {picture}");
        terminal.Say($"for a recipe: {recipe}");
    }
}
