using System.Reflection;

namespace HubertAsr.Text;

/// <summary>The versioned text assets of the repository (<c>lexicon/</c>, <c>eval/policies/</c>), carried inside this assembly.</summary>
public static class TextAssets
{
    private static readonly Assembly _assembly = typeof(TextAssets).Assembly;

    /// <summary>The names of the assets under a folder such as <c>eval/policies</c>, without it.</summary>
    public static IReadOnlyList<string> Names(string folder) =>
    [
        .. _assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal))
            .Select(name => name[(folder.Length + 1)..]).Order(StringComparer.Ordinal),
    ];

    /// <summary>The text of an asset, such as <c>eval/policies/published.toml</c>; null when there is none.</summary>
    public static string? Find(string name)
    {
        using var stream = _assembly.GetManifestResourceStream(name);
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The rows of a table of ours: columns by tab, <c>#</c> begins a comment line.</summary>
    public static IReadOnlyList<string[]> Rows(string name)
    {
        var text = Find(name) ?? throw new InvalidOperationException($"{name} is not inside {_assembly.GetName().Name}");
        return [.. text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t'))];
    }
}
