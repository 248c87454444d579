using HubertAsr.Evaluation;
using HubertAsr.Text;
using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Serialization;

namespace HubertAsr.Cli.Recipes;

/// <summary>A named set of the options of <c>normalize</c>: TOML with those names, ours under <c>eval/policies</c>, or a person's own file.</summary>
/// <param name="Name">As asked for.</param>
/// <param name="Content">The file's text; a score's fingerprint holds it.</param>
/// <param name="Options">What it says.</param>
internal sealed record PolicyFile(string Name, string Content, NormalizationOptions Options)
{
    /// <summary>The convention of published figures, and of <c>normalize</c> without options.</summary>
    public const string Default = "published";

    private const string Folder = "eval/policies";

    /// <summary>Those that come with the program.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. TextAssets.Names(Folder).Select(name => Path.GetFileNameWithoutExtension(name))];

    /// <param name="nameOrFile">One of ours, or a path; a path wins.</param>
    /// <exception cref="ArgumentException">No such policy, or one that does not parse.</exception>
    public static PolicyFile Load(string nameOrFile)
    {
        var content = File.Exists(nameOrFile) ? File.ReadAllText(nameOrFile) : TextAssets.Find($"{Folder}/{nameOrFile}.toml");
        if (content is null)
        {
            throw new ArgumentException($"policy '{nameOrFile}': neither a file nor one of {string.Join(", ", Names)}{(NearestName.Of(nameOrFile, Names) is { } near ? $"; did you mean '{near}'?" : ".")}");
        }

        var positions = new TomlMetadataStore();
        try
        {
            var table = TomlSerializer.Deserialize<TomlTable>(content, new TomlSerializerOptions { SourceName = nameOrFile, MetadataStore = positions })!;
            return new(nameOrFile, content, (NormalizationOptions)new SectionBinder(nameOrFile, Environment.CurrentDirectory, positions).Bind("policy", table, typeof(NormalizationOptions)));
        }
        catch (TomlException exception)
        {
            throw new ArgumentException($"{exception.Message} A policy is TOML: key = \"value\" lines.", exception);
        }
    }

    /// <summary>What scoring does to both sides: references as transcripts of the policy's profile, hypotheses as plain text.</summary>
    public ScoringPolicy ForScoring()
    {
        var reference = new TranscriptNormalizer(Options with { Purpose = "eval" });
        var hypothesis = new TranscriptNormalizer(Options with { Purpose = "eval", Profile = "plain" });
        return new(Name, Content, text => reference.Normalize(text).Text, text => hypothesis.Normalize(text).Text);
    }
}
