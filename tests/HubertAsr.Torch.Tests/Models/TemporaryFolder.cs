namespace HubertAsr.Torch.Tests.Models;

/// <summary>A folder of a test's own, gone when the test is over.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("hubert-asr-models-").FullName;

    /// <summary>A copy of a folder's files, to be damaged at will.</summary>
    public static TemporaryFolder CopyOf(string folder)
    {
        var copy = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(folder)) File.WriteAllBytes(System.IO.Path.Combine(copy.Path, System.IO.Path.GetFileName(file)), File.ReadAllBytes(file));
        return copy;
    }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
