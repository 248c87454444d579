using Tomlyn;
using Tomlyn.Model;

namespace HubertAsr.Cli.Recipes;

/// <summary><c>--set train.learning_rate=1e-5</c>: an edit of the same document, checked as if it stood in the file.</summary>
internal static class RecipeOverride
{
    /// <exception cref="ArgumentException">The text is no <c>section.key=value</c>.</exception>
    public static void Apply(TomlTable document, string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var keys = equals < 0 ? [] : text[..equals].Trim().Split('.');
        if (keys.Length != 2 || keys.Any(key => key.Length == 0))
            throw new ArgumentException($"--set {text}: 'section.key=value' was expected, such as train.learning_rate=1e-5.");

        var value = Value(text[(equals + 1)..].Trim());
        switch (document.TryGetValue(keys[0], out var section) ? section : null)
        {
            case TomlTable table:
                table[keys[1]] = value;
                break;
            case TomlTableArray tables:
                foreach (var table in tables) table[keys[1]] = value;
                break;
            default:
                document[keys[0]] = new TomlTable { [keys[1]] = value };
                break;
        }
    }

    // What is no TOML value is meant as a string: --set model.init=./hubert needs no quotes through two shells.
    private static object Value(string text) =>
        TomlSerializer.TryDeserialize<TomlTable>($"value = {text}", out var table) ? table!["value"] : text;
}
