using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HubertAsr.Decoding;

/// <summary>Writes a safetensors file tensor by tensor. The file appears under its name only when <see cref="Complete"/> is called.</summary>
/// <remarks>The header comes first in the file and is known last, so tensors wait in a file beside it; memory holds none of them.</remarks>
public sealed class SafetensorsWriter : IDisposable
{
    private readonly string _path;
    private readonly string _dataPath;
    private readonly FileStream _data;
    private readonly List<SafetensorsTensor> _tensors = [];
    private readonly HashSet<string> _names = [];
    private readonly IReadOnlyDictionary<string, string> _metadata;

    /// <param name="path">The file to write; its folder must exist.</param>
    /// <param name="metadata">Free strings for <c>__metadata__</c>; Hugging Face wants <c>format = pt</c> there for models.</param>
    public SafetensorsWriter(string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        _path = path;
        _dataPath = path + ".data.part";
        _metadata = metadata ?? new Dictionary<string, string>();
        _data = new FileStream(_dataPath, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 20, FileOptions.DeleteOnClose);
    }

    /// <summary>Adds a whole tensor from its little-endian bytes.</summary>
    /// <exception cref="ArgumentException">A name twice, or bytes that do not fit type and shape.</exception>
    public void Add(string name, TensorDtype dtype, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes)
    {
        long expected = dtype.ByteSize();
        foreach (var size in shape) expected = checked(expected * size);
        if (expected != bytes.Length)
            throw new ArgumentException($"tensor '{name}': {bytes.Length} bytes; {dtype} [{string.Join(", ", shape.ToArray())}] needs {expected}");
        if (name == "__metadata__" || !_names.Add(name)) throw new ArgumentException($"tensor '{name}': a name that is taken");
        _tensors.Add(new SafetensorsTensor(name, dtype, shape.ToArray(), _data.Position, bytes.Length));
        _data.Write(bytes);
    }

    /// <summary>Adds a whole F32 tensor, row-major.</summary>
    public void Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) =>
        Add(name, TensorDtype.F32, shape, MemoryMarshal.AsBytes(values));

    /// <summary>Puts header and tensors together and moves the file to its name, replacing what was there.</summary>
    public void Complete()
    {
        var partPath = _path + ".part";
        try
        {
            using (var file = new FileStream(partPath, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
            {
                var header = Header();
                file.Write(BitConverter.GetBytes((long)header.Length));
                file.Write(header);
                _data.Flush();
                _data.Position = 0;
                _data.CopyTo(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(partPath, _path, overwrite: true);
        }
        catch
        {
            File.Delete(partPath);
            throw;
        }
    }

    public void Dispose() => _data.Dispose();

    private byte[] Header()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (_metadata.Count > 0)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in _metadata) json.WriteString(key, value);
                json.WriteEndObject();
            }

            foreach (var tensor in _tensors) WriteTensor(json, tensor);
            json.WriteEndObject();
        }

        // Readers map the data and want it aligned; the format allows blanks at the end of the header for that.
        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteTensor(Utf8JsonWriter json, SafetensorsTensor tensor)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Dtype.ToString());
        json.WriteStartArray("shape");
        foreach (var size in tensor.Shape) json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(tensor.ByteOffset);
        json.WriteNumberValue(tensor.ByteOffset + tensor.ByteCount);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
