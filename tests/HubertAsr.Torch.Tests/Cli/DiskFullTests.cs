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

    [Fact]
    public void A_disk_that_fills_up_while_a_checkpoint_is_saved_leaves_the_one_before()
    {
        Assert.SkipUnless(_isMounted && Succeeds("mount", "-o", "remount,size=400m", _disk), "a small disk cannot be mounted here (needs root on Linux)");
        var corpus = new FreeTalkFixture(_folder.File("recipe/corpus"));
        for (var number = 0; number < 6; number++) corpus.Add("Training", number < 4 ? "1-1" : "1-2", number, "안녕하세요");
        corpus.Write();
        File.WriteAllText(_folder.File("recipe/recipe.toml"), "[[corpus]]\nfamily = 'freetalk'\nsources = ['corpus']\ndev_speakers = 1\n[model]\nsize = 'nano'\n[train]\nmax_batch_seconds = 20\nvalidate_every_updates = 2\n");
        string[] train = ["run", _folder.File("recipe"), "--to", "train", "--out", Path.Combine(_disk, "run"), "--set"];
        Assert.Equal(0, Program.Run([.. train, "train.max_updates=2"]).ExitCode);
        File.Delete(Path.Combine(_disk, "run", "stages", "train.json")); // as if the run had not come to its end
        var last = Path.Combine(_disk, "run", "train", "checkpoints", "last");
        var before = File.ReadAllBytes(Path.Combine(last, "training_state.json"));
        File.WriteAllBytes(Path.Combine(_disk, "filler"), new byte[new DriveInfo(_disk).AvailableFreeSpace - 600_000]);

        var result = Program.Run([.. train, "train.max_updates=4", "--resume"]);

        Assert.True(result.ExitCode == 4, $"{result.ExitCode}: {result.Error}");
        Assert.Contains("No space left on device", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(last, "training_state.json")));
        File.Delete(Path.Combine(_disk, "filler"));
        Assert.Equal(0, Program.Run([.. train, "train.max_updates=4", "--resume"]).ExitCode);
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
