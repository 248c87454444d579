using System.IO.Compression;
using System.Text;

namespace HubertAsr.Tests.Corpora;

/// <summary>Writes zips as they are delivered: names in CP949 without the flag, or in UTF-8 with it.</summary>
internal sealed class ZipBuilder(bool cp949Names = true, bool compress = false)
{
    private readonly List<(string Name, byte[] Content)> _entries = [];

    static ZipBuilder() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static Encoding Cp949 => Encoding.GetEncoding(949);

    public ZipBuilder Add(string name, byte[] content)
    {
        _entries.Add((name, content));
        return this;
    }

    public ZipBuilder Add(string name, string text, Encoding? encoding = null) => Add(name, (encoding ?? new UTF8Encoding(false)).GetBytes(text));

    public byte[] ToBytes()
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true, cp949Names ? Cp949 : Encoding.UTF8))
        {
            foreach (var (name, content) in _entries)
            {
                using var entry = zip.CreateEntry(name, compress ? CompressionLevel.Fastest : CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }

    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, ToBytes());
    }
}
