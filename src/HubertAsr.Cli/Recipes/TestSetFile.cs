using HubertAsr.Evaluation.TestSets;
using HubertAsr.Text;
using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Serialization;

namespace HubertAsr.Cli.Recipes;

/// <summary>Known test sets: TOML under <c>eval/testsets</c>, which the program carries, or a person's own file.</summary>
internal static class TestSetFile
{
    private const string Folder = "eval/testsets";

    /// <summary>Those that come with the program.</summary>
    public static IReadOnlyList<KnownTestSet> Known { get; } =
        [.. TextAssets.Names(Folder).Where(name => name.EndsWith(".toml", StringComparison.Ordinal)).Select(name => Parse($"{Folder}/{name}", TextAssets.Find($"{Folder}/{name}")!))];

    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="ArgumentException">It does not parse.</exception>
    public static KnownTestSet Load(string path) => File.Exists(path)
        ? Parse(path, File.ReadAllText(path))
        : throw new FileNotFoundException($"{path}: no such file; a test set as --freeze writes it was expected.", path);

    private static KnownTestSet Parse(string source, string content)
    {
        var positions = new TomlMetadataStore();
        try
        {
            var table = TomlSerializer.Deserialize<TomlTable>(content, new TomlSerializerOptions { SourceName = source, MetadataStore = positions })!;
            return (KnownTestSet)new SectionBinder(source, Path.GetDirectoryName(Path.GetFullPath(source))!, positions).Bind("testset", table, typeof(KnownTestSet));
        }
        catch (TomlException exception)
        {
            throw new ArgumentException($"{exception.Message} A test set is TOML: key = value lines.", exception);
        }
    }
}
