namespace HubertAsr.Corpora.Sources;

/// <summary>What a file is to a corpus, told by its name.</summary>
internal enum FileKind
{
    Other,
    Audio,
    Label,
    Archive,
    StreamedArchive,
}

internal static class FileKinds
{
    private static readonly HashSet<string> _audio =
        new(StringComparer.OrdinalIgnoreCase) { ".wav", ".pcm", ".raw", ".flac", ".mp3", ".m4a", ".ogg", ".opus", ".aac", ".wma" };

    private static readonly HashSet<string> _labels =
        new(StringComparer.OrdinalIgnoreCase) { ".json", ".jsonl", ".txt", ".trn", ".csv", ".tsv", ".scp", ".srt" };

    private static readonly HashSet<string> _labelNames = new(StringComparer.Ordinal) { "AUDIO_INFO", "text", "segments", "utt2spk" };

    public static FileKind Of(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        if (name.StartsWith("._", StringComparison.Ordinal) || path.StartsWith("__MACOSX/", StringComparison.Ordinal)) return FileKind.Other;
        if (Archives.ArchiveShelf.IsArchive(name)) return FileKind.Archive;
        if (name.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase)) return FileKind.StreamedArchive;
        var extension = Path.GetExtension(name);
        if (_audio.Contains(extension)) return FileKind.Audio;
        return _labels.Contains(extension) || _labelNames.Contains(name) ? FileKind.Label : FileKind.Other;
    }
}
