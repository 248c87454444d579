namespace HubertAsr.Cli.Stages;

/// <summary>One process at a time in a run folder.</summary>
internal sealed class RunLock : IDisposable
{
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <exception cref="IOException">Another process holds it.</exception>
    public static RunLock Take(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "run.lock");
        try
        {
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose));
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new IOException($"{folder}: another process is running a recipe there; one at a time was expected. Wait for it, or give this run a folder of its own with --out.", exception);
        }
    }

    public void Dispose() => _file.Dispose();
}
