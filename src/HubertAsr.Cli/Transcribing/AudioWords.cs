using System.IO.Enumeration;
using System.Text;
using System.Text.RegularExpressions;
using HubertAsr.Corpora;

namespace HubertAsr.Cli.Transcribing;

/// <summary>A recording that the command line means: a file, or a row of a manifest.</summary>
/// <param name="Path">The file, null for a row and for standard input.</param>
/// <param name="Name">What results and errors call it.</param>
/// <param name="Key">What its result file is called, without extension, relative to the output folder.</param>
internal sealed record AudioWord(string? Path, string Name, string Key)
{
    /// <summary>The row, and the manifest it stands in.</summary>
    public (UtteranceAudio Shelf, Utterance Row)? Row { get; init; }
}

/// <summary>What the words of the command line mean: files, folders, globs, manifests, a list, standard input.</summary>
internal sealed partial class AudioWords : IDisposable
{
    public const string StandardInput = "-";

    // In a folder only what sounds is taken; a file that is named is taken whatever its name.
    private static readonly HashSet<string> _extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".wav", ".pcm", ".raw", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".opus", ".oga", ".wma", ".amr", ".aif", ".aiff", ".caf", ".3gp",
        ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".ts", ".wmv",
    };

    private readonly List<UtteranceAudio> _shelves = [];

    private AudioWords()
    {
    }

    public IReadOnlyList<AudioWord> Items { get; private set; } = [];

    /// <summary>Whether results are told apart by name: there are several, or they come from a manifest.</summary>
    public bool AreNamed => Items.Count > 1 || _shelves.Count > 0;

    /// <param name="words">As typed.</param>
    /// <param name="list">A file with a path a line, or null.</param>
    /// <param name="mayBeNone">Whether no word at all is in order.</param>
    /// <exception cref="ArgumentException">No word, an address, or two recordings with one key.</exception>
    /// <exception cref="InvalidDataException">A folder or pattern without audio.</exception>
    public static AudioWords Read(IReadOnlyList<string> words, string? list, bool mayBeNone)
    {
        var audio = new AudioWords();
        var listed = list is null ? [] : ReadList(list);
        audio.Items = [.. words.Concat(listed).SelectMany(audio.Expand)];
        if (audio.Items.Count == 0 && !mayBeNone) throw new ArgumentException("transcribe: no audio; files, folders, a manifest, '-' or --list FILE were expected.");
        var twice = audio.Items.GroupBy(item => item.Key, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw new ArgumentException(
                $"{twice.Count()} recordings would be called '{twice.Key}' ({string.Join(", ", twice.Take(2).Select(item => item.Name))}): rename one, name the folder above both, or run them apart.");
        }
        return audio;
    }

    public void Dispose() => _shelves.ForEach(shelf => shelf.Dispose());

    /// <summary>All audio under a folder, in the order of names.</summary>
    public static IEnumerable<AudioWord> InFolder(string folder, string pattern = "*")
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };
        return Directory.EnumerateFiles(folder, "*", options)
            .Where(path => _extensions.Contains(Path.GetExtension(path)) && FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(path)))
            .Order(StringComparer.Ordinal)
            .Select(path => new AudioWord(path, path, Path.ChangeExtension(Path.GetRelativePath(folder, path), null)));
    }

    private static string[] ReadList(string path)
    {
        if (path != StandardInput && !File.Exists(path)) throw new FileNotFoundException($"{path}: there is no such list; a file with one path a line, or - for standard input, was expected.", path);
        var lines = path == StandardInput ? new StreamReader(Console.OpenStandardInput()).ReadToEnd().Split('\n') : File.ReadLines(path);
        return [.. lines.Select(line => line.Trim()).Where(line => line.Length > 0)];
    }

    private IEnumerable<AudioWord> Expand(string word)
    {
        if (word == StandardInput) return [new AudioWord(null, StandardInput, "stdin")];
        if (Address().IsMatch(word))
            throw new ArgumentException($"{word}: an address; this program reads files only. Download it first, for example with `curl -LO`, and name the file.");
        if (Directory.Exists(word)) return NotEmpty(InFolder(word), word);
        var path = Existing(word);
        if (File.Exists(path) && Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase)) return OfManifest(path);
        return !File.Exists(path) && word.AsSpan().IndexOfAny('*', '?') >= 0 ? NotEmpty(Glob(word), word) : [OfFile(path)];
    }

    private static AudioWord OfFile(string path) => new(path, path, Path.GetFileNameWithoutExtension(path));

    private IEnumerable<AudioWord> OfManifest(string path)
    {
        var shelf = new UtteranceAudio(path);
        _shelves.Add(shelf);
        return Manifest.Read(path).Select(row => new AudioWord(null, row.Id, row.Id) { Row = (shelf, row) });
    }

    /// <summary>A shell on Windows leaves patterns to the program. <c>**</c> is any depth.</summary>
    private static IEnumerable<AudioWord> Glob(string word)
    {
        var pattern = Path.GetFileName(word);
        var folder = Path.GetDirectoryName(word) ?? "";
        var isDeep = Path.GetFileName(folder) == "**";
        if (isDeep) folder = Path.GetDirectoryName(folder) ?? "";
        if (folder.Length == 0) folder = ".";
        if (!Directory.Exists(folder)) return [];
        if (isDeep) return InFolder(folder, pattern);
        return Directory.EnumerateFiles(folder, "*").Where(path => FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(path)))
            .Order(StringComparer.Ordinal).Select(OfFile);
    }

    private static List<AudioWord> NotEmpty(IEnumerable<AudioWord> items, string word)
    {
        var found = items.ToList();
        return found.Count > 0 ? found : throw new InvalidDataException($"{word}: no audio found; looked for {string.Join(' ', _extensions.Order().Take(6))} and the like. Is it the right folder?");
    }

    /// <summary>The name as it is on disk: Hangul typed composed may be stored decomposed (macOS), and the other way round.</summary>
    private static string Existing(string path) =>
        new[] { path, path.Normalize(NormalizationForm.FormC), path.Normalize(NormalizationForm.FormD) }.FirstOrDefault(File.Exists) ?? path;

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]+://")]
    private static partial Regex Address();
}
