using System.CommandLine;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using HubertAsr.Cli.Recipes;
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

    private readonly Option<bool> _json = new("--json") { Description = "One object a line: text, flags, reason" };

    public NormalizeCommand() : base(
        "normalize",
        "Normalise transcripts: markup, dual transcriptions, noise tags and punctuation by the rules of a corpus.",
        "normalize --mode phonetic < transcripts.txt",
        "normalize --profile freetalk --purpose eval --json < transcripts.txt")
    {
        foreach (var option in _options.Values) Add(option);
        foreach (var option in new Option[] { _policy, _trace, _json }) Add(option);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var normalizer = new TranscriptNormalizer(Chosen(arguments));
        var number = 0;
        while (terminal.Input.ReadLine() is { } line)
        {
            stop.ThrowIfCancellationRequested();
            number++;
            var result = normalizer.Normalize(line);
            if (arguments.GetValue(_trace))
                foreach (var (rule, text) in result.Trace) terminal.Complain($"{number}: {rule}: {text}");

            if (arguments.GetValue(_json)) terminal.WriteJson(new { result.Text, result.Flags, result.Reason });
            else terminal.Output.WriteLine(result.Text);
        }

        return ExitCode.Done;
    }

    private NormalizationOptions Chosen(ParseResult arguments)
    {
        var options = arguments.GetValue(_policy) is { } policy ? PolicyFile.Load(policy).Options : new NormalizationOptions();
        foreach (var (property, option) in _options)
            if (arguments.GetValue(option) is { } value)
                property.SetValue(options, value);
        return options;
    }

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
