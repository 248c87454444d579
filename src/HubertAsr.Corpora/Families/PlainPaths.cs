using HubertAsr.Corpora.Archives;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Families;

/// <summary>How plain lists and their audio find each other: by path from the list's folder, else by name alone.</summary>
internal static class PlainPaths
{
    public static IEnumerable<string> AudioKeys(SourceFile audio) => ["path:" + audio.TreePath, audio.Stem];

    /// <summary>The keys of an audio file that a list names.</summary>
    /// <param name="list">The list.</param>
    /// <param name="path">As written in it, with '/' or '\'.</param>
    public static IReadOnlyList<string> KeysOf(SourceFile list, string path)
    {
        var form = DiskNames.Nfc(path.Replace('\\', '/'));
        var folder = list.TreePath[..list.TreePath.LastIndexOf('/')];
        return [Resolve("path:" + folder, form), SourceFile.StemOf(form)];
    }

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
