using System.ComponentModel.DataAnnotations;
using Tomlyn.Model;
using Tomlyn.Serialization;

namespace HubertAsr.Cli.Recipes;

/// <summary>One section of a recipe becomes one option record: every key known, every value in range.</summary>
internal sealed class SectionBinder(string source, string folder, TomlMetadataStore positions)
{
    /// <exception cref="ArgumentException">An unknown key, a value of another type or out of range; the message says where and what is allowed.</exception>
    public object Bind(string section, TomlTable table, Type type)
    {
        var schema = OptionSchema.Of(type);
        var options = Activator.CreateInstance(type)!;
        foreach (var (key, value) in table) Set(section, table, schema, options, key, value);

        var problems = new List<ValidationResult>();
        if (Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true)) return options;
        throw new ArgumentException($"{source}: [{section}]: {string.Join(' ', problems.Select(problem => problem.ErrorMessage))}");
    }

    /// <summary>The line of a key in the file, <c>recipe.toml:12</c>; the file alone for what came from <c>--set</c>.</summary>
    public string Where(TomlTable table, string key) =>
        positions.TryGetProperties(table, out var properties) && properties!.TryGetProperty(key, out var property) && property!.Span is { } span
            ? $"{source}:{span.Start.Line + 1}"
            : source;

    private void Set(string section, TomlTable table, OptionSchema schema, object options, string key, object value)
    {
        var where = Where(table, key);
        if (schema.Find(key) is not { } property)
        {
            var known = RecipeSection.KeysOf(section).ToList();
            if (known.Contains(key)) return; // another record of the section has it
            var near = NearestName.Of(key, known) is { } name ? $"did you mean '{name}'?" : $"[{section}] knows {string.Join(", ", known)}.";
            throw new ArgumentException($"{where}: unknown key '{key}' in [{section}]; {near}");
        }

        try
        {
            var bound = OptionValue.Bind(value, property.PropertyType);
            Check(options, property.Name, OptionSchema.Allowed(property), bound);
            property.SetValue(options, OptionSchema.IsPath(property) ? Resolve(bound, OptionSchema.MayBePublished(property)) : bound);
        }
        catch (FormatException exception)
        {
            var allowed = OptionSchema.Allowed(property);
            var range = allowed is null || exception.Message.Contains(allowed, StringComparison.Ordinal) ? "" : $" Allowed is {allowed}.";
            throw new ArgumentException($"{where}: {section}.{key} = {Shown(value)}; {exception.Message}.{range}");
        }
    }

    private static void Check(object options, string name, string? allowed, object value)
    {
        var context = new ValidationContext(options) { MemberName = name };
        if (!Validator.TryValidateProperty(value, context, null)) throw new FormatException($"allowed is {allowed ?? "another value"}");
    }

    private object Resolve(object path, bool mayBePublished) => path switch
    {
        string text => ResolveOne(text, mayBePublished),
        string[] texts => Array.ConvertAll(texts, text => ResolveOne(text, mayBePublished)),
        _ => path,
    };

    // 'team-lucid/hubert-base-korean' is a folder beside the recipe, or else the name of a published model: whoever loads it finds out.
    private string ResolveOne(string path, bool mayBePublished)
    {
        if (path.Length == 0) return path;
        var beside = Path.GetFullPath(Path.Combine(folder, path));
        return mayBePublished && !path.StartsWith('.') && !Path.Exists(beside) ? path : beside;
    }

    private static string Shown(object value) => value is TomlTable or TomlTableArray ? "a table" : OptionValue.Print(value is TomlArray list ? list.ToArray() : value);
}
