using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using HubertAsr.Audio;

namespace HubertAsr.Cli.Doctor;

/// <summary>What the machine must give the program: runtime, Hangul, memory, disk, ffmpeg.</summary>
internal static class MachineChecks
{
    private const double GiB = 1 << 30;

    /// <summary>Memory that a forward pass of Base over 20 s of audio takes with the program itself.</summary>
    private const double EnoughMemoryGiB = 2.5;

    /// <summary>A model folder of Large with two checkpoints and their optimiser.</summary>
    private const double EnoughDiskGiB = 10;

    public static Finding Runtime() => Finding.Ok("runtime", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores");

    /// <summary>Without ICU, normalisation leaves jamo apart and says nothing.</summary>
    public static Finding Hangul() => "\u1112\u1161\u11ab".Normalize(NormalizationForm.FormC) == "한"
        ? Finding.Ok("hangul", "jamo compose into syllables")
        : new Finding("hangul", FindingStatus.Fail, "jamo do not compose: .NET runs without ICU",
            "Install libicu (Debian, Ubuntu: 'apt install libicu-dev') and do not set DOTNET_SYSTEM_GLOBALIZATION_INVARIANT.");

    public static Finding Memory()
    {
        var memory = GC.GetGCMemoryInfo();
        var free = Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes) / GiB;
        var found = string.Create(CultureInfo.InvariantCulture, $"{free:0.0} GiB of {memory.TotalAvailableMemoryBytes / GiB:0.0} GiB free");
        return free >= EnoughMemoryGiB
            ? Finding.Ok("memory", found)
            : new Finding("memory", FindingStatus.Note, found, string.Create(CultureInfo.InvariantCulture, $"Transcribing with a Base model wants {EnoughMemoryGiB} GiB; close other programs or use --chunk with a smaller length."));
    }

    public static Finding Disk()
    {
        var folder = Directory.GetCurrentDirectory();
        try
        {
            var free = new DriveInfo(folder).AvailableFreeSpace / GiB;
            var found = string.Create(CultureInfo.InvariantCulture, $"{free:0.0} GiB free under {folder}");
            return free >= EnoughDiskGiB
                ? Finding.Ok("disk", found)
                : new Finding("disk", FindingStatus.Note, found, "A run of a Large model keeps about 10 GiB of checkpoints; give --out a folder on another disk.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new Finding("disk", FindingStatus.Note, $"free space of {folder} is unknown: {error.Message}");
        }
    }

    public static Finding AudioFormats() => Ffmpeg.Find() is { } path
        ? Finding.Ok("ffmpeg", path)
        : new Finding("ffmpeg", FindingStatus.Note, "not on PATH; WAV and raw PCM are read without it, other formats are not", Ffmpeg.HowToInstall);
}
