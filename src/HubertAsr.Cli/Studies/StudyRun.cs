using System.Security.Cryptography;
using System.Text;
using HubertAsr.Cli.Recipes;

namespace HubertAsr.Cli.Studies;

/// <summary>One run of a study: the recipe with some options set otherwise.</summary>
/// <param name="Settings"><c>section.key</c> and the value, in the order they are written.</param>
/// <param name="Recipe">The recipe so set, checked.</param>
/// <param name="Folder">Where it runs.</param>
internal sealed record StudyRun(IReadOnlyList<(string Key, string Value)> Settings, RecipeFile Recipe, string Folder)
{
    private const int LongestName = 80;

    /// <summary>The settings as people read them.</summary>
    public string Label => string.Join("  ", Settings.Select(setting => $"{setting.Key}={setting.Value}"));

    /// <summary>The runs of a study. A setting that no recipe knows, or out of its range, is found here, before the first run.</summary>
    /// <param name="study">What is varied.</param>
    /// <param name="recipe">The recipe's folder or file.</param>
    /// <param name="overrides">What <c>--set</c> says; it holds for every run.</param>
    /// <param name="root">The run folder of the whole.</param>
    /// <exception cref="ArgumentException">A setting is wrong.</exception>
    public static IEnumerable<StudyRun> Of(StudyOptions study, string recipe, IReadOnlyList<string> overrides, string root) => Combinations(study).Select(settings =>
    {
        var set = RecipeFile.LoadOneRun(recipe, [.. overrides, .. settings.Select(setting => $"{setting.Key}={setting.Value}")]);
        return new StudyRun(settings, set, Path.Combine(root, "study", study.Name, FolderName(settings)));
    });

    /// <summary>The grid, its last line varying fastest, then the list.</summary>
    internal static IEnumerable<IReadOnlyList<(string Key, string Value)>> Combinations(StudyOptions study)
    {
        IEnumerable<IReadOnlyList<(string, string)>> grid = study.Grid.Length == 0 ? [] : [[]];
        foreach (var line in study.Grid)
        {
            var (key, values) = Split(line);
            grid = grid.SelectMany(before => values.Split('|').Select(value => (IReadOnlyList<(string, string)>)[.. before, (key, value.Trim())]));
        }
        return grid.Concat(study.List.Select(item => (IReadOnlyList<(string, string)>)[.. item.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Split)]));
    }

    private static (string Key, string Value) Split(string setting)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        return (setting[..equals].Trim(), setting[(equals + 1)..].Trim());
    }

    /// <summary>The same settings have the same folder whatever stands beside them in the study: what is finished stays finished.</summary>
    private static string FolderName(IReadOnlyList<(string Key, string Value)> settings)
    {
        var plain = string.Join(",", settings.Select(setting => $"{setting.Key}={setting.Value}"));
        var name = string.Concat(plain.Select(c => char.IsLetterOrDigit(c) || "=,.-_+".Contains(c, StringComparison.Ordinal) ? c : '_'));
        return name == plain && name.Length <= LongestName
            ? name
            : $"{name[..Math.Min(name.Length, LongestName)]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plain)))[..8]}";
    }
}
