using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace HubertAsr.Cli.Recipes;

/// <summary>What an option record says of itself: keys, types, units, ranges. The records of the rooms are the one place options are declared.</summary>
internal sealed class OptionSchema
{
    private static readonly NullabilityInfoContext _nullability = new();
    private readonly Dictionary<string, PropertyInfo> _properties;

    private OptionSchema(Type type)
    {
        Type = type;
        _properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true })
            .ToDictionary(property => KeyOf(property.Name));
    }

    public Type Type { get; }

    /// <summary>The keys as they stand in a recipe, in the order they are declared.</summary>
    public IReadOnlyCollection<string> Keys => _properties.Keys;

    public static OptionSchema Of(Type type) => new(type);

    /// <summary><c>LearningRate</c> is <c>learning_rate</c> in a recipe.</summary>
    public static string KeyOf(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    public PropertyInfo? Find(string key) => _properties.GetValueOrDefault(key);

    public PropertyInfo this[string key] => _properties[key];

    /// <summary>What an option means, its unit and what it may be, in one line.</summary>
    public static string Describe(PropertyInfo property)
    {
        var words = property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";
        var allowed = Allowed(property);
        return allowed is null ? words : $"{words} ({allowed})".TrimStart();
    }

    /// <summary>The values an option may take, or null when its type says it all.</summary>
    public static string? Allowed(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type.IsEnum) return string.Join(" | ", Enum.GetNames(type).Select(KeyOf));
        if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } values) return string.Join(" | ", values.Values.OfType<object>());
        if (property.GetCustomAttribute<RangeAttribute>() is not { } range) return null;
        // RangeAttribute holds a long as a double.
        var isOpen = range.Maximum is int.MaxValue or >= (double)long.MaxValue;
        return FormattableString.Invariant(isOpen ? (FormattableString)$"at least {range.Minimum}" : $"{range.Minimum} to {range.Maximum}");
    }

    /// <summary>Whether the option names a file or folder, which a recipe gives relative to itself.</summary>
    public static bool IsPath(PropertyInfo property) => KindOf(property) is "path" or "model";

    /// <summary>Whether the option may also name a published model instead of a folder.</summary>
    public static bool MayBePublished(PropertyInfo property) => KindOf(property) == "model";

    private static string? KindOf(PropertyInfo property) => property.GetCustomAttribute<DataTypeAttribute>()?.CustomDataType;

    /// <summary>Whether the option may be left unset; it is then absent from a printed recipe.</summary>
    public static bool IsOptional(PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null || _nullability.Create(property).WriteState == NullabilityState.Nullable;
}
