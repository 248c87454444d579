using System.Text.RegularExpressions;

namespace HubertAsr.Tests.Recipes;

/// <summary>What the documents say of the program is what the program says of itself.</summary>
public sealed partial class ReadmeTests
{
    private static readonly Dictionary<string, string> _helps = [];

    public static TheoryData<string> Documents =>
    [
        "README.md",
        .. Directory.GetFiles(Path.Combine(Repository.Root, "recipes"), "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file)),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_verb_and_option_in_a_document_is_one_of_the_program(string document)
    {
        foreach (Match line in CommandLine().Matches(File.ReadAllText(Path.Combine(Repository.Root, document))))
        {
            var verb = line.Groups["verb"].Success ? line.Groups["verb"].Value : "run";
            var help = Help(verb);
            foreach (Match option in OptionName().Matches(line.Groups["rest"].Value))
                Assert.True(Regex.IsMatch(help, $@"(?<!\S){option.Value}(?![\w-])"), $"{document}: {verb} has no {option.Value}, in: {line.Value}");
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_file_that_a_document_links_is_there(string document)
    {
        var path = Path.Combine(Repository.Root, document);
        foreach (Match link in Link().Matches(File.ReadAllText(path)))
            Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(path)!, link.Groups["target"].Value)), $"{document}: {link.Value} leads nowhere");
    }

    [Fact]
    public void The_readme_begins_with_the_two_commands() =>
        Assert.Matches(@"\A```\n\./run_recipe\.sh recipes/demo\b.*\ndotnet test\n```\n", File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n"));

    private static string Help(string verb)
    {
        if (!_helps.TryGetValue(verb, out var help))
        {
            var run = Cli.Program.Run([.. verb.Split(' '), "--help"]);
            Assert.True(run.ExitCode == 0, $"hubert-asr {verb} --help: {run.Error}");
            _helps[verb] = help = run.Output;
        }
        return help;
    }

    [GeneratedRegex(@"^[ >]*(?:hubert-asr (?<verb>lm [a-z]+|[a-z]+)|\./run_recipe\.sh)(?<rest>[^#\n]*)", RegexOptions.Multiline)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"(?<=\s)--[a-z][a-z-]*")]
    private static partial Regex OptionName();

    [GeneratedRegex(@"\]\((?!https?:)(?<target>[^)#]+)\)")]
    private static partial Regex Link();
}
