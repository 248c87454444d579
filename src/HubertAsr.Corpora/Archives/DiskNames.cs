using System.Text;

namespace HubertAsr.Corpora.Archives;

/// <summary>Finds files whose names the disk may hold decomposed (NFD) or with '_' for the blank that a downloader did not like.</summary>
internal static class DiskNames
{
    /// <summary>The path under which the disk knows what <paramref name="path"/> means, or null when it knows nothing of the kind.</summary>
    public static string? Find(string path)
    {
        if (Path.Exists(path)) return path;
        var name = Path.GetFileName(path);
        if (name.Length == 0 || Path.GetDirectoryName(path) is not { Length: > 0 } parent || Find(parent) is not { } folder || !Directory.Exists(folder)) return null;
        var wanted = MatchForm(name);
        return Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal).FirstOrDefault(entry => MatchForm(Path.GetFileName(entry)) == wanted);
    }

    /// <summary>One form for all spellings of a name: NFC, runs of blank and '_' as one '_'.</summary>
    public static string MatchForm(string name)
    {
        if (!name.Contains(' ', StringComparison.Ordinal) && !name.Contains("__", StringComparison.Ordinal)) return Nfc(name);
        var form = new StringBuilder(name.Length);
        foreach (var character in Nfc(name))
        {
            var isBlank = character is ' ' or '_';
            if (!isBlank) form.Append(character);
            else if (form.Length == 0 || form[^1] != '_') form.Append('_');
        }
        return form.ToString();
    }

    public static string Nfc(string name) => name.IsNormalized() ? name : name.Normalize(NormalizationForm.FormC);
}
