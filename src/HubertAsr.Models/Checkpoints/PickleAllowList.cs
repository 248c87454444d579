using HubertAsr.Decoding;

namespace HubertAsr.Models;

/// <summary>The few names of a PyTorch pickle that put a tensor together. Everything else is refused by name.</summary>
internal static class PickleAllowList
{
    private static readonly Dictionary<string, TensorDtype> _storages = new()
    {
        ["torch.FloatStorage"] = TensorDtype.F32,
        ["torch.HalfStorage"] = TensorDtype.F16,
        ["torch.BFloat16Storage"] = TensorDtype.BF16,
        ["torch.DoubleStorage"] = TensorDtype.F64,
        ["torch.LongStorage"] = TensorDtype.I64,
        ["torch.IntStorage"] = TensorDtype.I32,
        ["torch.ShortStorage"] = TensorDtype.I16,
        ["torch.CharStorage"] = TensorDtype.I8,
        ["torch.ByteStorage"] = TensorDtype.U8,
        ["torch.BoolStorage"] = TensorDtype.BOOL,
    };

    /// <summary>What a REDUCE gives: a dictionary or a tensor.</summary>
    /// <exception cref="InvalidDataException">The name is not on the list.</exception>
    public static object Build(PickleGlobal name, object?[] arguments, string where) => name.FullName switch
    {
        "collections.OrderedDict" when arguments.Length == 0 => new Dictionary<object, object?>(),
        "collections.OrderedDict" => Dictionary((List<object?>)arguments[0]!),
        "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor" => Tensor(arguments, where),
        "torch._utils._rebuild_parameter" => (PickleTensor)arguments[0]!,
        "torch.Size" => ((object?[])arguments[0]!).Clone(),
        _ => throw Refused(name, where),
    };

    /// <summary>What a persistent id stands for: ('storage', type, key, location, count).</summary>
    public static PickleStorage Storage(object?[] id, string where)
    {
        if (id.Length < 5 || id[0] is not "storage" || id[2] is not string key || id[4] is not long count || id.ElementAtOrDefault(5) is not null)
            throw new InvalidDataException($"{where}: not a file of tensors that PyTorch wrote: a persistent id that names no storage.");
        var type = (PickleGlobal)id[1]!;
        return _storages.TryGetValue(type.FullName, out var dtype) ? new PickleStorage(dtype, key, count) : throw Refused(type, where);
    }

    private static PickleTensor Tensor(object?[] arguments, string where)
    {
        var tensor = new PickleTensor((PickleStorage)arguments[0]!, (long)arguments[1]!, Sizes(arguments[2]), Sizes(arguments[3]));
        return tensor.Shape.Length == tensor.Strides.Length && tensor.Fits
            ? tensor
            : throw new InvalidDataException($"{where}: a tensor of {string.Join('×', tensor.Shape)} does not fit its storage of {tensor.Storage.Count}; the file is damaged.");
    }

    private static long[] Sizes(object? tuple) => [.. ((object?[])tuple!).Select(size => (long)size!)];

    private static Dictionary<object, object?> Dictionary(List<object?> pairs) =>
        pairs.Select(pair => pair is List<object?> list ? [.. list] : (object?[])pair!).ToDictionary(pair => pair[0]!, pair => pair[1]);

    private static InvalidDataException Refused(PickleGlobal name, string where) =>
        new($"{where}: refused: this pickle asks for {name.FullName}, which no file of tensors needs. Nothing in it was executed. "
            + "Ask its publisher for model.safetensors, or convert it where you trust it.");
}
