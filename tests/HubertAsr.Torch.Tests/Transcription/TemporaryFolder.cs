namespace HubertAsr.Tests.Transcription;

/// <summary>A folder of one test, with a name that trips careless programs; gone with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("받아쓰기 [시험] ").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
