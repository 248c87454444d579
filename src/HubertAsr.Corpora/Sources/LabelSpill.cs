using HubertAsr.Corpora.Archives;

namespace HubertAsr.Corpora.Sources;

/// <summary>Labels out of archives that can be read only once from the start; a file without a name, gone with us.</summary>
internal sealed class LabelSpill : IDisposable
{
    private readonly FileStream _file;
    private readonly Dictionary<ulong, (long Start, long Length)> _byName = [];
    private readonly Lock _lock = new();

    public LabelSpill(string folder)
    {
        var path = Path.Combine(folder, $".labels-{Guid.NewGuid():N}.tmp");
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        // A kill leaves nothing behind: the open file needs no name. Windows takes it away by itself.
        if (!OperatingSystem.IsWindows()) File.Delete(path);
    }

    /// <returns>By which <see cref="Open"/> finds the label.</returns>
    public long Add(SourceContainer container, string name, Stream label)
    {
        var start = _file.Length;
        _file.Position = start;
        label.CopyTo(_file);
        _file.Flush();
        _byName[KeyOf(container, name)] = (start, _file.Length - start);
        return start;
    }

    /// <summary>The label of that name in an archive, or null.</summary>
    public Stream? Find(SourceContainer container, string name) =>
        _byName.TryGetValue(KeyOf(container, name), out var place) ? Open(place.Start, place.Length) : null;

    public Stream Open(long locator, long length)
    {
        var bytes = new byte[length];
        lock (_lock)
        {
            _file.Position = locator;
            _file.ReadExactly(bytes);
        }
        return new MemoryStream(bytes, writable: false);
    }

    public void Dispose() => _file.Dispose();

    private static ulong KeyOf(SourceContainer container, string name) => NameIndex.Hash($"{container.Number}\0{name}");
}
