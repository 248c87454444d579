namespace HubertAsr.Audio;

/// <summary>The program that reads what is neither WAV nor headerless PCM. The project works without it.</summary>
public static class Ffmpeg
{
    public const string HowToInstall =
        "Install it (Debian, Ubuntu: `apt install ffmpeg`; Windows: `winget install Gyan.FFmpeg`; closed network: carry a static build over and put its folder on PATH), or bring the audio as WAV.";

    /// <summary>Where it is, null when PATH holds none. Both halves are needed: ffprobe reads headers, ffmpeg decodes.</summary>
    public static string? Find()
    {
        var suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Where(folder => File.Exists(Path.Combine(folder, "ffprobe" + suffix)))
            .Select(folder => Path.Combine(folder, "ffmpeg" + suffix)).FirstOrDefault(File.Exists);
    }
}
