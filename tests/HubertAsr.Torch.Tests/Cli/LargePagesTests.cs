using System.Text.RegularExpressions;
using HubertAsr.Tests.Transcription;

namespace HubertAsr.Tests.Cli;

/// <summary>What the kernel was told of the program's heap, while the program runs.</summary>
public sealed partial class LargePagesTests
{
    [Fact]
    public void The_heap_may_have_large_pages()
    {
        const string PageSizes = "/sys/kernel/mm/transparent_hugepage/enabled";
        Assert.SkipUnless(File.Exists(PageSizes) && !File.ReadAllText(PageSizes).Contains("[never]", StringComparison.Ordinal), "needs a system with large pages");
        using var folder = new TemporaryFolder();
        using var process = Program.Start("transcribe", "--watch", folder.Path, "--model", Repository.Fixture("models/tiny-base"), "--output", folder.File("out"), "--verbose");
        SoundFile.Write(folder.File("new.wav"), SoundFile.Babble(1));
        while (process.StandardError.ReadLine() is { } line && !line.Contains("new.wav", StringComparison.Ordinal)) { }

        var mappings = File.ReadAllText($"/proc/{process.Id}/smaps");
        process.Kill();
        process.WaitForExit();

        Assert.Matches(HeapWithLargePages(), mappings);
    }

    // MADV_HUGEPAGE is 'hg' among the flags, which end what is said of a mapping.
    [GeneratedRegex(@"\[heap\]\n(?:(?!VmFlags:).*\n)*VmFlags:.* hg\b")]
    private static partial Regex HeapWithLargePages();
}
