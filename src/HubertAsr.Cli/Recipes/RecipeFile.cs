using System.Security.Cryptography;
using System.Text;
using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Parsing;
using Tomlyn.Serialization;

namespace HubertAsr.Cli.Recipes;

/// <summary>One experiment as one TOML document: every option of every stage, after <c>--set</c>.</summary>
internal sealed class RecipeFile
{
    public const string FileName = "recipe.toml";

    private readonly Dictionary<Type, IReadOnlyList<object>> _sections = [];

    private RecipeFile(string path, string source) => (Path, Source) = (path, source);

    /// <summary>The file that was read.</summary>
    public string Path { get; }

    /// <summary>The file as it was written, with what <c>--set</c> changed as comments: unlike <see cref="Print()"/> it names no path of this machine.</summary>
    public string Source { get; }

    /// <summary>What the experiment is called: the folder of <c>recipe.toml</c>, or the file's own name.</summary>
    public string Name => System.IO.Path.GetFileName(Path) == FileName
        ? System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(Path))!
        : System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <param name="folderOrFile">A recipe's folder, or the file itself.</param>
    /// <param name="overrides"><c>section.key=value</c>, applied to the document in order.</param>
    /// <exception cref="ArgumentException">No such recipe, TOML that does not parse, an unknown section or key, a value out of range.</exception>
    public static RecipeFile Load(string folderOrFile, IEnumerable<string> overrides) => Load(folderOrFile, overrides, _ => { });

    /// <summary>The same without its studies: one of the runs they ask for.</summary>
    public static RecipeFile LoadOneRun(string folderOrFile, IEnumerable<string> overrides) => Load(folderOrFile, overrides, document => document.Remove("study"));

    private static RecipeFile Load(string folderOrFile, IEnumerable<string> overrides, Action<TomlTable> edit)
    {
        var path = System.IO.Path.GetFullPath(Directory.Exists(folderOrFile) ? System.IO.Path.Combine(folderOrFile, FileName) : folderOrFile);
        if (!File.Exists(path))
            throw new ArgumentException($"{folderOrFile}: no recipe there; a folder with {FileName}, or a TOML file, was expected. See recipes/ for examples.");

        var positions = new TomlMetadataStore();
        var text = File.ReadAllText(path);
        var document = Parse(text, System.IO.Path.GetFileName(path), positions);
        foreach (var change in overrides)
        {
            RecipeOverride.Apply(document, change);
            text += $"\n# --set {change}";
        }

        edit(document);
        var recipe = new RecipeFile(path, text);
        recipe.Bind(document, new SectionBinder(System.IO.Path.GetFileName(path), System.IO.Path.GetDirectoryName(path)!, positions));
        return recipe;
    }

    /// <summary>The options of a section that stands once; its defaults when it is absent.</summary>
    public T Section<T>() => (T)_sections[typeof(T)].Single();

    /// <summary>The options of a section that may stand several times, in the file's order.</summary>
    public IReadOnlyList<T> Sections<T>() => [.. _sections[typeof(T)].Cast<T>()];

    /// <summary>The full recipe with every default filled in and every option explained; itself a valid recipe.</summary>
    public string Print() => Print(RecipeSection.All, isExplained: true);

    /// <summary>A name for exactly these values of these sections: equal when a stage that reads them need not run again.</summary>
    public string Fingerprint(params Type[] sections) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Print([.. sections.Select(type => RecipeSection.All.Single(section => section.Options == type))], isExplained: false))));

    /// <summary>As <see cref="Fingerprint(Type[])"/>, of one of the records of a section that stands several times.</summary>
    public static string Fingerprint(object options) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Print(options.GetType(), options, isExplained: false))));

    private string Print(IReadOnlyList<RecipeSection> sections, bool isExplained)
    {
        var text = new StringBuilder();
        foreach (var parts in sections.GroupBy(section => section.Name))
            for (var n = 0; n < _sections[parts.First().Options].Count; n++)
                text.Append(parts.First().Repeats ? $"[[{parts.Key}]]\n" : $"[{parts.Key}]\n").AppendJoin("", parts.Select(part => Print(part.Options, _sections[part.Options][n], isExplained))).Append('\n');
        return text.ToString();
    }

    /// <param name="type">The record's type.</param>
    /// <param name="options">The record.</param>
    /// <param name="isExplained">With a comment a line; without, the text is the values alone, and a reworded explanation changes no fingerprint.</param>
    private static string Print(Type type, object options, bool isExplained)
    {
        var text = new StringBuilder();
        var schema = OptionSchema.Of(type);
        foreach (var key in schema.Keys)
        {
            var property = schema[key];
            var line = property.GetValue(options) is { } value ? $"{key} = {OptionValue.Print(value)}" : $"# {key} is not set";
            text.Append(isExplained ? $"{line,-40}  # {OptionSchema.Describe(property)}" : line).Append('\n');
        }

        return text.ToString();
    }

    private void Bind(TomlTable document, SectionBinder binder)
    {
        foreach (var key in document.Keys.Where(key => RecipeSection.All.All(section => section.Name != key)))
        {
            var near = NearestName.Of(key, RecipeSection.All.Select(section => section.Name)) is { } name
                ? $"did you mean [{name}]?"
                : $"a recipe has {string.Join(", ", RecipeSection.All.Select(section => $"[{section.Name}]"))}.";
            throw new ArgumentException($"{binder.Where(document, key)}: unknown section [{key}]; {near}");
        }

        foreach (var section in RecipeSection.All)
            _sections[section.Options] = [.. Tables(document, section, binder).Select(table => binder.Bind(section.Name, table, section.Options))];
    }

    private static TomlTableArray Tables(TomlTable document, RecipeSection section, SectionBinder binder) =>
        document.TryGetValue(section.Name, out var value) switch
        {
            false => section.Repeats ? [] : [new TomlTable()],
            true when value is TomlTable table => [table],
            true when value is TomlTableArray tables && section.Repeats => tables,
            _ => throw new ArgumentException($"{binder.Where(document, section.Name)}: '{section.Name}' must stand {(section.Repeats ? "as [[" + section.Name + "]]" : "once, as [" + section.Name + "]")}."),
        };

    private static TomlTable Parse(string text, string name, TomlMetadataStore positions)
    {
        try
        {
            // The model below keeps the last of two equal keys; the syntax says that there were two.
            SyntaxParser.ParseStrict(text, name, validate: true);
            return TomlSerializer.Deserialize<TomlTable>(text, new TomlSerializerOptions { SourceName = name, MetadataStore = positions })!;
        }
        catch (TomlException exception)
        {
            throw new ArgumentException($"{exception.Message} A recipe is TOML: [section] and key = value lines.", exception);
        }
    }
}
