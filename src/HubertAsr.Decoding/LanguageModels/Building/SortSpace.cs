namespace HubertAsr.Decoding;

/// <summary>Where sorting happens: a folder for what does not fit memory, and the signal to stop. When it is disposed, all that was made in it goes.</summary>
internal sealed class SortSpace(string folder, CancellationToken stop = default) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Stack<IDisposable> _owned = [];
    private int _fileCount;

    public CancellationToken Stop => stop;

    /// <summary>The path of a file that is not there yet.</summary>
    public string NewFile()
    {
        lock (_lock)
        {
            if (_fileCount == 0) Directory.CreateDirectory(folder);
            return Path.Combine(folder, $"{_fileCount++}");
        }
    }

    public T Own<T>(T item) where T : IDisposable
    {
        lock (_lock) _owned.Push(item);
        return item;
    }

    public void Dispose()
    {
        while (_owned.TryPop(out var item)) item.Dispose();
        if (_fileCount > 0) Directory.Delete(folder, recursive: true);
    }
}
