using System.Diagnostics;
using HubertAsr.Tests.Corpora;

namespace HubertAsr.Tests.Cli;

/// <summary>A disk of one megabyte, where the system lets us make one.</summary>
public sealed class DiskFullTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _disk;
    private readonly bool _isMounted;

    public DiskFullTests()
    {
        _disk = _folder.File("disk");
        Directory.CreateDirectory(_disk);
        _isMounted = OperatingSystem.IsLinux() && Succeeds("mount", "-t", "tmpfs", "-o", "size=1m", "none", _disk);
    }

    public void Dispose()
    {
        if (_isMounted) Succeeds("umount", _disk);
        _folder.Dispose();
    }

    [Fact]
    public void A_full_disk_is_an_error_of_the_environment_that_says_what_to_do_and_leaves_no_half_of_a_file()
    {
        Assert.SkipUnless(_isMounted, "a small disk cannot be mounted here (needs root on Linux)");

        var result = Program.Run("init", Path.Combine(_disk, "model"), "--size", "nano");

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("No space left on device", result.Error, StringComparison.Ordinal);
        Assert.Contains("Free some space or write to another disk", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(Path.Combine(_disk, "model")), file => Path.GetFileName(file).StartsWith("model.safetensors", StringComparison.Ordinal));
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no such program
        }
    }
}
