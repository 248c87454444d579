namespace HubertAsr.Decoding;

/// <summary>Element types of the safetensors format, by their names there.</summary>
public enum TensorDtype
{
    F64,
    F32,
    F16,
    BF16,
    I64,
    I32,
    I16,
    I8,
    U64,
    U32,
    U16,
    U8,
    BOOL,
}

public static class TensorDtypes
{
    /// <summary>Bytes of one element.</summary>
    public static int ByteSize(this TensorDtype dtype) => dtype switch
    {
        TensorDtype.F64 or TensorDtype.I64 or TensorDtype.U64 => 8,
        TensorDtype.F32 or TensorDtype.I32 or TensorDtype.U32 => 4,
        TensorDtype.F16 or TensorDtype.BF16 or TensorDtype.I16 or TensorDtype.U16 => 2,
        _ => 1,
    };
}
