namespace HubertAsr.Cli.Transcribing;

/// <summary>Recordings as they appear in a folder, each once, when it is no longer being written.</summary>
internal sealed class FolderWatch(string folder, CancellationToken stop)
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, (long Bytes, DateTime Written)> _growing = new(StringComparer.Ordinal);
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);

    /// <summary>Ends when the caller stops it.</summary>
    public IEnumerable<AudioWord> Recordings()
    {
        while (!stop.WaitHandle.WaitOne(_pause))
        {
            foreach (var word in AudioWords.InFolder(folder).Where(word => !_given.Contains(word.Path!) && IsFinished(word.Path!)).ToList())
            {
                _given.Add(word.Path!);
                yield return word;
            }
        }
    }

    /// <summary>Whether it is as it was a moment ago.</summary>
    private bool IsFinished(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) return false; // gone since it was listed
        var now = (file.Length, file.LastWriteTimeUtc);
        var isSame = _growing.TryGetValue(path, out var before) && before == now;
        _growing[path] = now;
        return isSame && now.Length > 0;
    }
}
