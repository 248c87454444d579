using HubertAsr.Corpora.Archives;
using HubertAsr.Corpora.Preparation;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Families;

/// <summary>How plain lists and their audio find each other: by path from the list's folder, else by name alone.</summary>
internal static class PlainPaths
{
    /// <summary>The tree path starts with the source's own folder and its parent, whose names the user chose for other reasons.</summary>
    public const int NamesAboveSource = 2;

    /// <summary>Before keys that are paths, so that no stem equals one.</summary>
    public const string PathKey = "path:";

    public static IEnumerable<string> AudioKeys(SourceFile audio) => [PathKey + audio.TreePath, audio.Stem];

    /// <summary>The keys of an audio file that a list names.</summary>
    /// <param name="list">The list.</param>
    /// <param name="path">As written in it, with '/' or '\'.</param>
    public static IReadOnlyList<string> KeysOf(SourceFile list, string path)
    {
        var form = DiskNames.Nfc(path.Replace('\\', '/'));
        var folder = list.TreePath[..list.TreePath.LastIndexOf('/')];
        return [Resolve(PathKey + folder, form), SourceFile.StemOf(form)];
    }

    /// <summary>The split that a folder below the source is named after, as in Hugging Face's `audiofolder` and Kaldi's `data`; empty when none is.</summary>
    public static string SplitOf(SourceFile list) =>
        list.TreePath.Split('/').Skip(NamesAboveSource).SkipLast(1).Select(SplitNamed).LastOrDefault(split => split.Length > 0) ?? "";

    /// <summary>The split that a word means; empty when it means none. AI-Hub's Validation, written large, is the test set.</summary>
    public static string SplitNamed(string word) => word switch
    {
        "train" => SplitPlan.Train,
        "dev" or "valid" or "validation" => SplitPlan.Dev,
        "test" => SplitPlan.Test,
        _ => "",
    };

    /// <summary>The path without its extension, '/' as '-'.</summary>
    public static string IdOf(string path)
    {
        var form = DiskNames.Nfc(path.Replace('\\', '/')).TrimStart('.', '/');
        var end = form.LastIndexOf('.') is var dot && dot > form.LastIndexOf('/') ? dot : form.Length;
        return form[..end].Replace('/', '-');
    }

    private static string Resolve(string folder, string path)
    {
        foreach (var name in path.Split('/'))
        {
            if (name is "" or ".") continue;
            folder = name == ".." ? folder[..Math.Max(0, folder.LastIndexOf('/'))] : $"{folder}/{name}";
        }
        return folder;
    }
}
