using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HubertAsr.Training.Pretraining;

/// <summary>A hash of an id that is the same on every machine and day, as <see cref="string.GetHashCode()"/> is not.</summary>
internal static class StableHash
{
    public static long Of(string id) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
