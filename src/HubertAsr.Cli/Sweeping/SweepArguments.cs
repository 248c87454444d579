using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using HubertAsr.Cli.Commands;
using HubertAsr.Cli.Recipes;
using HubertAsr.Decoding;
using HubertAsr.Evaluation.Sweeps;

namespace HubertAsr.Cli.Sweeping;

/// <summary>The options of <c>[decode]</c> on the command line of <c>sweep</c>: every number may be a range, the rest is as in <c>decode</c>.</summary>
internal sealed class SweepArguments
{
    // Tried when a language model is there and the command line is silent.
    private static readonly Dictionary<string, string> _usual = new() { ["alpha"] = "0.25:1.25:0.25", ["beta"] = "0:4:1" };

    private readonly OptionArguments<DecodeOptions> _fixed;
    private readonly List<(string Key, PropertyInfo Property, Option<string?> Option)> _ranges = [];

    public SweepArguments()
    {
        var schema = OptionSchema.Of(typeof(DecodeOptions));
        string[] numbers = [.. schema.Keys.Where(key => NumberOf(schema[key]) is not null && key != "nbest")];
        _fixed = new(new DecodeOptions(), [.. schema.Keys.Except(numbers).Except(["nbest", "calibration"])]);
        foreach (var key in numbers)
        {
            var usual = _usual.GetValueOrDefault(key) ?? Convert.ToString(schema[key].GetValue(new DecodeOptions()), CultureInfo.InvariantCulture);
            var standard = string.IsNullOrEmpty(usual) ? "" : $" [default: {usual}]";
            _ranges.Add((key, schema[key], new Option<string?>("--" + key.Replace('_', '-')) { Description = OptionSchema.Describe(schema[key]) + standard, HelpName = "RANGE" }));
        }
    }

    public void AddTo(Command command)
    {
        foreach (var (_, _, option) in _ranges) command.Add(option);
        _fixed.AddTo(command);
    }

    /// <summary>What stays the same in every search.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="standard">What holds where it is silent.</param>
    public DecodeOptions Fixed(ParseResult arguments, DecodeOptions standard) => _fixed.Read(arguments, standard with { });

    /// <summary>The settings that are tried or were typed, each with its values.</summary>
    /// <exception cref="ArgumentException">No range, a value out of bounds, or weights of a language model that is not there.</exception>
    public IReadOnlyList<SweepAxis> Axes(ParseResult arguments, DecodeOptions standard)
    {
        var axes = new List<SweepAxis>();
        foreach (var (key, property, option) in _ranges)
        {
            var isIdle = (_usual.ContainsKey(key) && !HasModel(standard)) || (key.StartsWith("unit_", StringComparison.Ordinal) && string.IsNullOrEmpty(standard.UnitLm));
            var text = arguments.GetValue(option) ?? (isIdle ? null : _usual.GetValueOrDefault(key));
            if (text is null) continue;
            var axis = new SweepAxis(key, SweepRange.Parse(option.Name, text)) { Limits = LimitsOf(property) };
            if (isIdle && axis.IsVaried)
                throw new ArgumentException($"{option.Name} {text}: a range of a weight without its language model; {(_usual.ContainsKey(key) ? "--lm" : "--unit-lm")} FILE was expected.");
            axes.Add(axis);
        }

        if (!axes.Any(axis => axis.IsVaried)) throw new ArgumentException("sweep: nothing to try; a range was expected, as --beam 10,50,100, or --lm FILE.");
        return axes;
    }

    /// <summary>The search at one point of the grid.</summary>
    /// <exception cref="ArgumentException">A value that the options refuse.</exception>
    public DecodeOptions At(DecodeOptions standard, IReadOnlyList<SweepAxis> axes, IReadOnlyList<double> values)
    {
        var options = standard with { Nbest = 1 };
        for (var i = 0; i < axes.Count; i++)
        {
            var (_, property, option) = _ranges.Single(range => range.Key == axes[i].Name);
            var type = NumberOf(property);
            if (type == typeof(int) && values[i] != Math.Floor(values[i]))
                throw new ArgumentException(FormattableString.Invariant($"{option.Name} {values[i]}: whole numbers were expected."));
            property.SetValue(options, Convert.ChangeType(values[i], type!, CultureInfo.InvariantCulture));
        }

        OptionComplaint.Check(options);
        return options;
    }

    private static bool HasModel(DecodeOptions options) => !string.IsNullOrEmpty(options.Lm);

    /// <summary>The option's type when it is a number; null for anything else.</summary>
    private static Type? NumberOf(PropertyInfo property) =>
        (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is var type && (type == typeof(double) || type == typeof(int)) ? type : null;

    private static double[] LimitsOf(PropertyInfo property) => property.GetCustomAttribute<RangeAttribute>() is { } range
        ? [Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture), Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture)]
        : [];
}
