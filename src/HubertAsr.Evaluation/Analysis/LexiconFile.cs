namespace HubertAsr.Evaluation.Analysis;

/// <summary>The text assets of <c>lexicon/phonology</c>, carried inside the assembly.</summary>
internal static class LexiconFile
{
    public static Stream Open(string name) =>
        typeof(LexiconFile).Assembly.GetManifestResourceStream($"lexicon/phonology/{name}")
        ?? throw new InvalidOperationException($"lexicon/phonology/{name} is not inside {typeof(LexiconFile).Assembly.GetName().Name}");

    /// <summary>One entry a line; lines that start with # are comments.</summary>
    public static IReadOnlySet<string> Words(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').ToHashSet(StringComparer.Ordinal);
    }
}
