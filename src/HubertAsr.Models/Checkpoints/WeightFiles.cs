using System.Text.Json;

namespace HubertAsr.Models;

/// <summary>Finds and opens the weights of a model folder, whatever their format.</summary>
internal static class WeightFiles
{
    private static readonly (string Name, Func<string, Checkpoint> Open)[] _known =
    [
        ("model.safetensors", SafetensorsCheckpoint.Open),
        ("model.safetensors.index.json", path => OpenShards(path, SafetensorsCheckpoint.Open)),
        ("pytorch_model.bin", PickleCheckpoint.Open),
        ("pytorch_model.bin.index.json", path => OpenShards(path, PickleCheckpoint.Open)),
        ("flax_model.msgpack", FlaxCheckpoint.Open),
    ];

    /// <summary>Opens the first of the known files that the folder holds.</summary>
    /// <exception cref="FileNotFoundException">It holds none.</exception>
    public static Checkpoint Open(string folder)
    {
        foreach (var (name, open) in _known)
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path)) return open(path);
        }
        throw new FileNotFoundException($"{folder}: no weights; expected {string.Join(", ", _known.Where(file => !file.Name.EndsWith(".json", StringComparison.Ordinal)).Select(file => file.Name))} or their sharded index.");
    }

    private static Checkpoint OpenShards(string indexPath, Func<string, Checkpoint> open)
    {
        var shards = new List<Checkpoint>();
        try
        {
            foreach (var file in ShardNames(indexPath))
            {
                var path = Path.Combine(Path.GetDirectoryName(indexPath)!, file);
                shards.Add(File.Exists(path) ? open(path) : throw new FileNotFoundException($"{path}: missing; {Path.GetFileName(indexPath)} names it. Download it too."));
            }
            return new Checkpoint(indexPath, $"{shards[0].Format}, {shards.Count} shards", [.. shards.SelectMany(shard => shard.Tensors)], shards);
        }
        catch
        {
            foreach (var shard in shards) shard.Dispose();
            throw;
        }
    }

    private static List<string> ShardNames(string indexPath)
    {
        try
        {
            using var index = JsonDocument.Parse(File.ReadAllText(indexPath));
            var names = index.RootElement.GetProperty("weight_map").EnumerateObject().Select(entry => entry.Value.GetString()!).Distinct().Order(StringComparer.Ordinal).ToList();
            return names.Count > 0 && names.All(name => Path.GetFileName(name) == name)
                ? names
                : throw new InvalidDataException($"{indexPath}: its weight_map names no files beside it.");
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{indexPath}: no index of shards; expected an object with 'weight_map'.", error);
        }
    }
}
