using System.CommandLine;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using HubertAsr.Cli.Recipes;
using HubertAsr.Corpora;
using HubertAsr.Text;

namespace HubertAsr.Cli.Commands;

/// <summary>Transcripts on standard input, their text on standard output, one line a line.</summary>
internal sealed class NormalizeCommand : Verb
{
    private static readonly OptionSchema _schema = OptionSchema.Of(typeof(NormalizationOptions));

    // One option for each property of the record, so that names, values and defaults are declared once.
    private readonly Dictionary<PropertyInfo, Option<string?>> _options = _schema.Keys.Select(key => _schema[key]).ToDictionary(property => property, Declare);

    private readonly Option<string?> _policy = new("--policy") { Description = "A named set of these options from eval/policies, or a file of your own", HelpName = "FILE|NAME" };

    private readonly Option<bool> _trace = new("--trace") { Description = "Say on stderr which rule did what" };

    private readonly Option<string?> _compare = new("--compare")
    {
        Description = "Count the lines under several policies side by side instead: all, or names apart by commas; the first is what the others differ from",
        HelpName = "all|NAMES",
    };

    private readonly Option<string?> _manifest = new("--manifest") { Description = "Read the column raw of a manifest instead of standard input", HelpName = "FILE" };

    private readonly Option<bool> _json = new("--json") { Description = "One object a line: text, flags, reason" };

    public NormalizeCommand() : base(
        "normalize",
        "Normalise transcripts: markup, dual transcriptions, noise tags and punctuation by the rules of a corpus.",
        "normalize --mode phonetic < transcripts.txt",
        "normalize --compare all --manifest manifest.csv")
    {
        foreach (var option in _options.Values) Add(option);
        foreach (var option in new Option[] { _policy, _compare, _manifest, _trace, _json }) Add(option);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var lines = Lines(arguments.GetValue(_manifest), terminal, stop);
        return arguments.GetValue(_compare) is { } names ? Compare(names, lines, arguments, terminal) : Normalize(lines, arguments, terminal);
    }

    private int Normalize(IEnumerable<(string? Id, string Raw)> lines, ParseResult arguments, Terminal terminal)
    {
        var normalizer = new TranscriptNormalizer(Chosen(arguments, arguments.GetValue(_policy)));
        var number = 0;
        foreach (var (id, line) in lines)
        {
            number++;
            var result = normalizer.Normalize(line, id);
            if (arguments.GetValue(_trace))
                foreach (var (rule, text) in result.Trace) terminal.Complain($"{number}: {rule}: {text}");

            if (arguments.GetValue(_json)) terminal.WriteJson(new { result.Text, result.Flags, result.Reason });
            else terminal.Output.WriteLine(result.Text);
        }

        return ExitCode.Done;
    }

    private int Compare(string names, IEnumerable<(string? Id, string Raw)> lines, ParseResult arguments, Terminal terminal)
    {
        var policies = names == "all" ? PolicyFile.Names.OrderByDescending(name => name == PolicyFile.Default) : (IEnumerable<string>)names.Split(',', StringSplitOptions.TrimEntries);
        var comparison = new PolicyComparison([.. policies.Select(name => (name, Chosen(arguments, name)))]);
        foreach (var (id, raw) in lines) comparison.Add(raw, id);

        var isJson = arguments.GetValue(_json);
        if (!isJson) terminal.Output.WriteLine("policy\tlines\tempty\twords\tcharacters\tjamo\tdistinct\tdifferent\tshare");
        foreach (var tally in comparison.Tallies)
        {
            if (isJson) terminal.WriteJson(tally);
            else terminal.Output.WriteLine(FormattableString.Invariant(
                $"{tally.Policy}\t{tally.Lines}\t{tally.Empty}\t{tally.Words}\t{tally.Characters}\t{tally.Jamo}\t{tally.Distinct}\t{tally.Different}\t{100.0 * tally.Different / Math.Max(tally.Lines, 1):0.00}%"));
            foreach (var example in tally.Examples) terminal.Say($"{tally.Policy}: '{Shortened(example.Raw)}' is '{Shortened(example.Text)}', not '{Shortened(example.First)}'");
        }

        return ExitCode.Done;
    }

    private static IEnumerable<(string? Id, string Raw)> Lines(string? manifest, Terminal terminal, CancellationToken stop)
    {
        if (manifest is not null)
        {
            foreach (var utterance in Manifest.Read(manifest))
            {
                stop.ThrowIfCancellationRequested();
                yield return (utterance.Id, utterance.Raw);
            }

            yield break;
        }

        while (terminal.Input.ReadLine() is { } line)
        {
            stop.ThrowIfCancellationRequested();
            yield return (null, line);
        }
    }

    private NormalizationOptions Chosen(ParseResult arguments, string? policy)
    {
        var options = policy is null ? new NormalizationOptions() : PolicyFile.Load(policy).Options;
        foreach (var (property, option) in _options)
            if (arguments.GetValue(option) is { } value)
                property.SetValue(options, value);
        return options;
    }

    // Transcripts are licensed and personal: enough of one to see the rule, never more.
    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static Option<string?> Declare(PropertyInfo property)
    {
        var allowed = property.GetCustomAttribute<AllowedValuesAttribute>()?.Values.Cast<string>().ToArray();
        var option = new Option<string?>("--" + OptionSchema.KeyOf(property.Name).Replace('_', '-'))
        {
            Description = $"{property.GetCustomAttribute<DescriptionAttribute>()!.Description} [default: {property.GetValue(new NormalizationOptions())}]",
            HelpName = allowed is null ? "TEXT" : string.Join('|', allowed),
        };
        return allowed is null ? option : option.AcceptOnlyFromAmong(allowed);
    }
}
