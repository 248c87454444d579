using System.Text;

namespace HubertAsr.Decoding;

/// <summary>Puts a model's memory and its words into a file, which appears when it is complete.</summary>
internal static class BinaryWriting
{
    private const int ChunkBytes = 1 << 24;

    public static void Write(string path, ModelMemory memory, IEnumerable<string> words)
    {
        var part = path + ".part";
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        try
        {
            using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
            {
                for (long offset = 0; offset < memory.Length; offset += ChunkBytes)
                    file.Write(memory.Span(offset, (int)Math.Min(ChunkBytes, memory.Length - offset)));
                foreach (var word in words)
                {
                    file.Write(Encoding.UTF8.GetBytes(word));
                    file.WriteByte(0);
                }
            }

            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }
}
