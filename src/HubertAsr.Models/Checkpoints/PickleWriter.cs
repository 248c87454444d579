using System.Buffers;
using System.Text;
using HubertAsr.Decoding;

namespace HubertAsr.Models;

/// <summary>Writes the pickle of a dictionary of tensors, with no opcode and no name but those that <see cref="PickleReader"/> allows.</summary>
internal sealed class PickleWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    private PickleWriter()
    {
    }

    /// <summary>An OrderedDict of name → tensor, whose numbers lie in storages called 0, 1, … in the order of the tensors.</summary>
    public static byte[] StateDict(IReadOnlyList<StoredTensor> tensors, TensorDtype dtype)
    {
        var writer = new PickleWriter();
        writer._bytes.Write<byte>([0x80, 2]); // protocol 2, the one torch.save writes
        writer.EmptyOrderedDict();
        writer.Opcode('(');
        for (var i = 0; i < tensors.Count; i++)
        {
            writer.Text(tensors[i].Name);
            writer.Tensor(tensors[i], i, dtype);
        }
        writer.Opcode('u');
        writer.Opcode('.');
        return writer._bytes.WrittenSpan.ToArray();
    }

    private void Tensor(StoredTensor tensor, int key, TensorDtype dtype)
    {
        Global("torch._utils", "_rebuild_tensor_v2");
        Opcode('(');
        Storage(key, tensor.Count, dtype);
        Number(0); // offset
        Sizes(tensor.Shape);
        Sizes(Strides(tensor.Shape));
        Opcode('\x89'); // requires_grad: False
        EmptyOrderedDict(); // backward hooks
        Opcode('t');
        Opcode('R');
    }

    private void Storage(int key, long count, TensorDtype dtype)
    {
        Opcode('(');
        Text("storage");
        Global("torch", dtype switch { TensorDtype.F32 => "FloatStorage", TensorDtype.F16 => "HalfStorage", _ => "BFloat16Storage" });
        Text(key.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Text("cpu");
        Number(count);
        Opcode('t');
        Opcode('Q');
    }

    private void EmptyOrderedDict()
    {
        Global("collections", "OrderedDict");
        Opcode(')');
        Opcode('R');
    }

    private void Sizes(long[] sizes)
    {
        Opcode('(');
        foreach (var size in sizes) Number(size);
        Opcode('t');
    }

    private static long[] Strides(long[] shape)
    {
        var strides = new long[shape.Length];
        long stride = 1;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strides;
    }

    private void Number(long value)
    {
        if (value <= int.MaxValue)
        {
            Opcode('J');
            _bytes.Write(BitConverter.GetBytes((int)value));
            return;
        }
        Opcode('\x8a');
        _bytes.Write<byte>([sizeof(long)]);
        _bytes.Write(BitConverter.GetBytes(value));
    }

    private void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Opcode('X');
        _bytes.Write(BitConverter.GetBytes(bytes.Length));
        _bytes.Write(bytes);
    }

    private void Global(string module, string name) => _bytes.Write(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

    private void Opcode(char opcode) => _bytes.Write<byte>([(byte)opcode]);
}
