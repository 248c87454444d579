namespace HubertAsr.Decoding;

/// <summary>One tensor of a safetensors file: what it is and where its bytes lie.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Dtype">Element type.</param>
/// <param name="Shape">Row-major; empty for a scalar.</param>
/// <param name="ByteOffset">From the start of the data section.</param>
/// <param name="ByteCount">Elements × bytes of one.</param>
public sealed record SafetensorsTensor(string Name, TensorDtype Dtype, long[] Shape, long ByteOffset, long ByteCount)
{
    public long ElementCount => ByteCount / Dtype.ByteSize();
}
