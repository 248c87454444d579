using System.Text;

namespace HubertAsr.Evaluation.TestSets;

/// <summary>A list of utterance ids that stays as it is: UTF-8, one a line in ordinal order, <c>#</c> begins a comment.</summary>
public static class FrozenIds
{
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">An id stands twice.</exception>
    public static IReadOnlySet<string> Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file; the ids of a test set were expected.", path);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            var id = line.Trim().Normalize(NormalizationForm.FormC);
            if (id.Length == 0 || id[0] == '#') continue;
            if (!ids.Add(id)) throw new InvalidDataException($"{path}:{number}: id '{id}' stands twice; each once was expected. Freeze the set again.");
        }

        return ids;
    }

    /// <summary>Writes the ids of a set, and beside them what <see cref="TestSetCheck"/> reads: <c>NAME.ids</c> and <c>NAME.toml</c>.</summary>
    /// <param name="folder">Is made when it does not exist.</param>
    /// <param name="set">Its references alone matter.</param>
    /// <param name="policy">Name of the policy that made the references.</param>
    /// <returns>The TOML file's path.</returns>
    public static string Write(string folder, ScoreSet set, string policy)
    {
        Directory.CreateDirectory(folder);
        var name = set.Name[(set.Name.LastIndexOf('/') + 1)..];
        var stem = string.Concat(set.Name.Select(letter => letter is '/' || Path.GetInvalidFileNameChars().Contains(letter) ? '-' : letter));
        var ids = set.Utterances.Select(utterance => utterance.Id).Order(StringComparer.Ordinal);
        Save(Path.Combine(folder, stem + ".ids"), string.Concat(ids.Prepend($"# {name}: {set.Utterances.Count} utterances with a reference").Select(line => line + "\n")));
        var toml = Path.Combine(folder, stem + ".toml");
        Save(toml, FormattableString.Invariant(
            $"""
            name = "{Escape(name)}"
            source = "frozen from its references"
            utterances = {set.Utterances.Count}
            policies = ["{Escape(policy)}"]
            words = [{set.Total.Wer.Reference}]
            characters = [{set.Total.CerWithSpaces.Reference}]
            tolerance = 0.0
            ids = "{Escape(stem)}.ids"

            """));
        return toml;
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static void Save(string path, string text)
    {
        File.WriteAllText(path + ".partial", text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(path + ".partial", path, overwrite: true);
    }
}
