using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace HubertAsr.Corpora.Sources;

/// <summary>
/// Everything a scan found. File names are kept in a file without a name, not in memory: ten million of them cost eight bytes each here.
/// </summary>
internal sealed class Catalog : IDisposable
{
    private const int FixedLength = 29;
    private readonly SafeFileHandle _records;
    private readonly MemoryStream _pending = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;

    /// <param name="folder">On a disk with room for about 100 bytes a file.</param>
    public Catalog(string folder)
    {
        var path = Path.Combine(folder, $".catalog-{Guid.NewGuid():N}.tmp");
        _records = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        // A kill leaves nothing behind: the open file needs no name. Windows takes it away by itself.
        if (!OperatingSystem.IsWindows()) File.Delete(path);
    }

    public List<SourceContainer> Containers { get; } = [];

    /// <summary>Where each label file stands, in the order of the scan; <see cref="Read"/> takes them.</summary>
    public List<long> Labels { get; } = [];

    /// <summary>Where each audio file stands, in the order of the scan.</summary>
    public List<long> Audio { get; } = [];

    /// <summary>What could not be read: archives that are broken, folders that are shut, names that climb out.</summary>
    public List<SourceFault> Faults { get; } = [];

    public long OtherFiles { get; set; }

    public void Add(SourceFile file, FileKind kind)
    {
        (kind == FileKind.Audio ? Audio : Labels).Add(_length);
        Span<byte> head = stackalloc byte[FixedLength + 4];
        var name = Encoding.UTF8.GetBytes(file.Name);
        BinaryPrimitives.WriteInt32LittleEndian(head, name.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], file.Container.Number);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], file.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], file.Locator);
        BinaryPrimitives.WriteUInt32LittleEndian(head[24..], file.Crc);
        head[28] = file.IsCompressed ? (byte)1 : (byte)0;
        _pending.Write(head[..FixedLength]);
        _pending.Write(name);
        _length += FixedLength + name.Length;
        if (_pending.Length > 1 << 20) Flush();
    }

    /// <summary>The file at a place that <see cref="Labels"/> or <see cref="Audio"/> gave; any thread, after <see cref="Finish"/>.</summary>
    public SourceFile Read(long place)
    {
        Span<byte> record = stackalloc byte[512];
        var read = RandomAccess.Read(_records, record, place);
        var nameLength = BinaryPrimitives.ReadInt32LittleEndian(record);
        var name = record[FixedLength..Math.Min(read, record.Length)];
        if (name.Length < nameLength)
        {
            var longer = new byte[nameLength];
            RandomAccess.Read(_records, longer, place + FixedLength);
            name = longer;
        }
        return new SourceFile(
            Containers[BinaryPrimitives.ReadInt32LittleEndian(record[4..])],
            Encoding.UTF8.GetString(name[..nameLength]),
            BinaryPrimitives.ReadInt64LittleEndian(record[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(record[24..]),
            record[28] != 0);
    }

    /// <summary>Ends the scan.</summary>
    /// <returns>A fingerprint of all that was found: another one means that files were added, changed or removed.</returns>
    public string Finish()
    {
        Flush();
        foreach (var container in Containers) _hash.AppendData(Encoding.UTF8.GetBytes(container.Where("")));
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose()
    {
        _records.Dispose();
        _pending.Dispose();
        _hash.Dispose();
    }

    private void Flush()
    {
        var bytes = _pending.GetBuffer().AsSpan(0, (int)_pending.Length);
        RandomAccess.Write(_records, bytes, _length - bytes.Length);
        _hash.AppendData(bytes);
        _pending.SetLength(0);
    }
}

/// <summary>Something of a source that could not be used, and why.</summary>
internal sealed record SourceFault(string Where, string Reason, string Detail);
