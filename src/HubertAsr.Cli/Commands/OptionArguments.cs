using System.CommandLine;
using System.Globalization;
using System.Reflection;
using HubertAsr.Cli.Recipes;

namespace HubertAsr.Cli.Commands;

/// <summary>Options of a recipe's section as options of a verb: <c>token_min_logp</c> is <c>--token-min-logp</c>, with the record's default, unit and check.</summary>
/// <typeparam name="T">The section's record.</typeparam>
internal sealed class OptionArguments<T>
    where T : new()
{
    private readonly List<(PropertyInfo Property, Option<string?> Option)> _options = [];
    private readonly T _defaults;

    /// <param name="keys">Which of the section's keys; all of them when none is named.</param>
    public OptionArguments(params string[] keys) : this(new T(), keys)
    {
    }

    /// <param name="defaults">What holds where the command line says nothing.</param>
    /// <param name="keys">Which of the section's keys; all of them when none is named.</param>
    public OptionArguments(T defaults, params string[] keys)
    {
        _defaults = defaults;
        var schema = OptionSchema.Of(typeof(T));
        foreach (var key in keys.Length > 0 ? keys : [.. schema.Keys])
        {
            var property = schema[key];
            var standard = property.GetValue(defaults) is { } value ? $" [default: {Print(value)}]" : "";
            _options.Add((property, new Option<string?>("--" + key.Replace('_', '-')) { Description = OptionSchema.Describe(property) + standard, HelpName = HelpName(property) }));
        }
    }

    public void AddTo(Command command)
    {
        foreach (var (_, option) in _options) command.Add(option);
    }

    /// <summary>The record with what the command line says.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="standard">What holds where it says nothing; the record's defaults when absent. It is not kept as it was.</param>
    /// <exception cref="ArgumentException">A value of another type, or one that the record's own check refuses.</exception>
    public T Read(ParseResult arguments, T? standard = default)
    {
        var section = standard ?? new T();
        foreach (var (property, option) in _options)
        {
            if (standard is null) property.SetValue(section, property.GetValue(_defaults));
            if (arguments.GetValue(option) is { } text) property.SetValue(section, Parse(option.Name, text, property.PropertyType));
        }

        OptionComplaint.Check(section!);
        return section;
    }

    private static object Parse(string name, string text, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        object? value = type switch
        {
            _ when type == typeof(string) => text,
            _ when type == typeof(bool) => text switch { "on" or "true" => true, "off" or "false" => false, _ => null },
            _ when type == typeof(int) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole) ? whole : null,
            _ when type == typeof(long) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole) ? whole : null,
            { IsEnum: true } => Enum.GetValues(type).Cast<object>().FirstOrDefault(choice => OptionSchema.KeyOf(choice.ToString()!) == text),
            _ when type == typeof(double) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
            _ => throw new NotSupportedException($"{name}: an option of type {type} has no form on the command line"),
        };
        return value ?? throw new ArgumentException($"{name} {text}: {(type == typeof(bool) ? "on or off" : type.IsEnum ? string.Join(" | ", Enum.GetNames(type).Select(OptionSchema.KeyOf)) : type == typeof(double) ? "a number" : "a whole number")} was expected.");
    }

    private static string Print(object value) => value is bool truth ? (truth ? "on" : "off") : value is Enum choice ? OptionSchema.KeyOf(choice.ToString()) : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static string HelpName(PropertyInfo property) =>
        (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == typeof(bool) ? "on|off" : OptionSchema.IsPath(property) ? "FILE" : property.PropertyType == typeof(string) ? "TEXT" : "N";
}
