using System.IO.Compression;
using System.Numerics;
using HubertAsr.Decoding;

namespace HubertAsr.Models;

/// <summary><c>pytorch_model.bin</c>: a zip of one pickle and its storages, or, before PyTorch 1.6, several pickles and the storages in one stream.</summary>
internal static class PickleCheckpoint
{
    private static readonly BigInteger _legacyMagic = BigInteger.Parse("119547037146038801333356", System.Globalization.CultureInfo.InvariantCulture);

    /// <exception cref="InvalidDataException">It is neither, was cut off, or asks for more than tensors.</exception>
    public static Checkpoint Open(string path)
    {
        var stream = File.OpenRead(path);
        try
        {
            Span<byte> start = stackalloc byte[2];
            stream.ReadAtLeast(start, 2, throwOnEndOfStream: false);
            stream.Position = 0;
            return start.SequenceEqual("PK"u8) ? OpenZip(stream, path) : OpenLegacy(stream, path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static Checkpoint OpenZip(FileStream stream, string path)
    {
        var archive = OpenArchive(stream, path);
        var pickle = archive.Entries.FirstOrDefault(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal))
            ?? throw new InvalidDataException($"{path}: a zip without data.pkl; expected what torch.save writes.");
        var root = pickle.FullName[..^"data.pkl".Length];
        var order = archive.GetEntry(root + "byteorder");
        if (order is not null && new StreamReader(order.Open()).ReadToEnd() != "little")
            throw new InvalidDataException($"{path}: written on a big-endian machine; save it again on a little-endian one.");
        using var content = pickle.Open();
        var state = new PickleReader(content, path).Read();
        return new Checkpoint(path, "PyTorch pickle (zip)", Tensors(state, ReadStorage, path), [archive, stream]);

        float[] ReadStorage(PickleStorage storage)
        {
            var entry = archive.GetEntry($"{root}data/{storage.Key}")
                ?? throw new InvalidDataException($"{path}: storage {storage.Key} is missing; the file was cut off.");
            using var bytes = entry.Open();
            return StoredNumbers.Read(bytes, storage.Dtype, storage.Count, path);
        }
    }

    private static ZipArchive OpenArchive(FileStream stream, string path)
    {
        try
        {
            return new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{path}: a zip that was cut off, {stream.Length} bytes long. Download it again.", error);
        }
    }

    private static Checkpoint OpenLegacy(FileStream stream, string path)
    {
        var reader = new PickleReader(stream, path);
        if (reader.Read() is not BigInteger magic || magic != _legacyMagic)
            throw new InvalidDataException($"{path}: not a file that torch.save wrote.");
        reader.Read(); // protocol version
        reader.Read(); // sizes of the writer's C types
        var state = reader.Read();
        var keys = (reader.Read() as List<object?> ?? []).Select(key => (string)key!);
        var places = new Dictionary<string, long>();
        var storages = Storages(state).DistinctBy(storage => storage.Key).ToDictionary(storage => storage.Key);
        var position = stream.Position;
        foreach (var key in keys)
        {
            places[key] = position + sizeof(long); // each storage is preceded by its count
            if (storages.TryGetValue(key, out var storage)) position = places[key] + storage.Count * storage.Dtype.ByteSize();
            else throw new InvalidDataException($"{path}: storage {key} belongs to no tensor; the file is damaged.");
        }
        if (position > stream.Length)
            throw new InvalidDataException($"{path}: {stream.Length} bytes long; its tensors need {position}. The file was cut off; download it again.");
        return new Checkpoint(path, "PyTorch pickle (before 1.6)", Tensors(state, ReadStorage, path), [stream]);

        float[] ReadStorage(PickleStorage storage)
        {
            stream.Position = places.TryGetValue(storage.Key, out var place)
                ? place
                : throw new InvalidDataException($"{path}: storage {storage.Key} is missing; the file was cut off.");
            return StoredNumbers.Read(stream, storage.Dtype, storage.Count, path);
        }
    }

    private static List<StoredTensor> Tensors(object? state, Func<PickleStorage, float[]> readStorage, string path)
    {
        if (state is not Dictionary<object, object?> entries)
            throw new InvalidDataException($"{path}: holds no dictionary of tensors; expected a state_dict.");
        if (!entries.Values.OfType<PickleTensor>().Any())
            throw new InvalidDataException($"{path}: no tensors, but {string.Join(", ", entries.Keys.Take(5))}. A training checkpoint? Expected the state_dict of a Hugging Face model.");
        return [.. entries.Where(entry => entry is { Key: string, Value: PickleTensor }).Select(entry => Tensor((string)entry.Key, (PickleTensor)entry.Value!))];

        StoredTensor Tensor(string name, PickleTensor tensor) =>
            new(name, tensor.Storage.Dtype, tensor.Shape, () => tensor.Gather(readStorage(tensor.Storage)));
    }

    private static IEnumerable<PickleStorage> Storages(object? value) => value switch
    {
        PickleTensor tensor => [tensor.Storage],
        Dictionary<object, object?> dictionary => dictionary.Values.SelectMany(Storages),
        List<object?> list => list.SelectMany(Storages),
        object?[] tuple => tuple.SelectMany(Storages),
        _ => [],
    };
}
