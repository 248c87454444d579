using System.Globalization;
using System.Text.RegularExpressions;
using Tomlyn.Helpers;
using Tomlyn.Model;

namespace HubertAsr.Cli.Recipes;

/// <summary>A value on its way from TOML to the type of an option, and back.</summary>
internal static partial class OptionValue
{
    /// <summary>The TOML value as the option's own type.</summary>
    /// <exception cref="FormatException">It is of another type; the message says what was expected.</exception>
    public static object Bind(object value, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsArray) return BindArray(value, type.GetElementType()!);
        return (value, type) switch
        {
            (string text, _) when type == typeof(string) => Expand(text),
            (string text, { IsEnum: true }) => BindEnum(text, type),
            (bool, _) when type == typeof(bool) => value,
            (long whole, _) when type == typeof(long) => whole,
            (long whole, _) when type == typeof(int) && whole is >= int.MinValue and <= int.MaxValue => (int)whole,
            (long, _) when type == typeof(int) => throw new FormatException("a whole number of less than ten digits was expected"),
            (long whole, _) when type == typeof(double) => (double)whole,
            (double, _) when type == typeof(double) => value,
            _ => throw new FormatException($"{Words(type)} was expected"),
        };
    }

    /// <summary>The option's value as TOML text.</summary>
    public static string Print(object value) => value switch
    {
        string text => TomlFormatHelper.ToString(text, default),
        bool truth => truth ? "true" : "false",
        int or long => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        double number => TomlFormatHelper.ToString(number),
        Enum name => TomlFormatHelper.ToString(OptionSchema.KeyOf(name.ToString()), default),
        Array array => $"[{string.Join(", ", array.Cast<object>().Select(Print))}]",
        _ => throw new NotSupportedException($"an option of type {value.GetType()} has no form in a recipe"),
    };

    private static Array BindArray(object value, Type element)
    {
        // One value where several may stand: a list of one.
        var items = value is TomlArray array ? [.. array.Cast<object>()] : new[] { value };
        var bound = Array.CreateInstance(element, items.Length);
        for (var i = 0; i < items.Length; i++) bound.SetValue(Bind(items[i], element), i);
        return bound;
    }

    private static object BindEnum(string text, Type type)
    {
        var name = Enum.GetNames(type).FirstOrDefault(name => OptionSchema.KeyOf(name) == text);
        return name is null
            ? throw new FormatException($"{Words(type)} was expected")
            : Enum.Parse(type, name);
    }

    /// <summary><c>${HOME}</c> is the environment's; a variable that is not set is an error, never an empty path.</summary>
    private static string Expand(string text) => EnvironmentReference().Replace(text, match =>
        Environment.GetEnvironmentVariable(match.Groups[1].Value)
        ?? throw new FormatException($"the environment variable {match.Groups[1].Value} is not set; set it, or write the value itself"));

    private static string Words(Type type) => type.Name switch
    {
        _ when type.IsEnum => $"one of {string.Join(" | ", Enum.GetNames(type).Select(OptionSchema.KeyOf))}",
        nameof(String) => "a string in quotes",
        nameof(Boolean) => "true or false",
        nameof(Int32) or nameof(Int64) => "a whole number",
        nameof(Double) => "a number",
        _ => $"a value of {type.Name}",
    };

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex EnvironmentReference();
}
