using System.CommandLine;
using System.Globalization;
using HubertAsr.Corpora;
using Spectre.Console;

namespace HubertAsr.Cli.Commands;

/// <summary>Divides a manifest into train, dev and test without tearing a speaker apart.</summary>
internal sealed class SplitCommand : Verb
{
    private static readonly SplitOptions _defaults = new();

    private readonly Argument<string> _manifest = new("MANIFEST") { Description = "A manifest.csv" };

    private readonly Option<string?> _out = new("--out") { Description = "Where the divided manifest goes; its folder must be the old one's, to which audio paths are relative [default: the manifest itself]", HelpName = "FILE" };

    private readonly Option<string> _by = new("--by") { Description = "Column whose values are never divided", HelpName = "COLUMN", DefaultValueFactory = _ => _defaults.By };

    private readonly Option<double> _dev = new("--dev") { Description = "Share of the values that becomes dev", HelpName = "SHARE", DefaultValueFactory = _ => _defaults.Dev };

    private readonly Option<double> _test = new("--test") { Description = "Share of the values that becomes test", HelpName = "SHARE", DefaultValueFactory = _ => _defaults.Test };

    private readonly Option<int> _seed = new("--seed") { Description = "Another seed divides otherwise", HelpName = "N", DefaultValueFactory = _ => _defaults.Seed };

    public SplitCommand()
        : base(
            "split",
            "Give every row of a manifest a split by the hash of its speaker, so that added rows move no old one.",
            "split data/prepared/manifest.csv",
            "split data/prepared/manifest.csv --by speaker --dev 0.05 --test 0.05 --seed 7")
    {
        Add(_manifest);
        foreach (var option in new Option[] { _out, _by, _dev, _test, _seed }) Add(option);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var manifest = arguments.GetRequiredValue(_manifest);
        var target = arguments.GetValue(_out) ?? manifest;
        if (Path.GetDirectoryName(Path.GetFullPath(target)) != Path.GetDirectoryName(Path.GetFullPath(manifest)))
            throw new ArgumentException($"--out {target}: audio paths are relative to the manifest's folder; name a file in {Path.GetDirectoryName(Path.GetFullPath(manifest))}.");
        var options = new SplitOptions { By = arguments.GetValue(_by)!, Dev = Share(arguments, _dev), Test = Share(arguments, _test), Seed = arguments.GetValue(_seed) };
        var splits = new ManifestSplitter(options).Run(manifest, target);
        var table = new Table().Border(TableBorder.Simple).AddColumns("", "utterances", "hours", "speakers");
        var culture = CultureInfo.InvariantCulture;
        foreach (var (name, figures) in splits) table.AddRow(name, figures.Utterances.ToString("N0", culture), figures.Hours.ToString("N2", culture), figures.Speakers.ToString("N0", culture));
        if (!terminal.IsQuiet) terminal.Story.Write(table);
        terminal.Output.WriteLine(target);
        return ExitCode.Done;
    }

    private static double Share(ParseResult arguments, Option<double> option)
    {
        var share = arguments.GetValue(option);
        return share is >= 0 and < 1 ? share : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{option.Name} {share}: a share from 0 to below 1 was expected."));
    }
}
