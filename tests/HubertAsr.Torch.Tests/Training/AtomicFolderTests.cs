using HubertAsr.Training;

namespace HubertAsr.Tests.Training;

public sealed class AtomicFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("atomic").FullName;

    private string Target => Path.Combine(_root, "last");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("last=one", "one")] // nothing was interrupted
    [InlineData("last=one new=half", "one")] // killed while writing
    [InlineData("old=one new=two", "two")] // killed after the old one stepped aside
    [InlineData("last=two old=one", "two")] // killed before the old one was removed
    [InlineData("old=one", "one")]
    [InlineData("new=half", null)] // killed while writing the first of all
    public void A_kill_at_any_instant_leaves_one_whole_folder(string found, string? expected)
    {
        foreach (var part in found.Split(' ').Select(part => part.Split('=')))
            Write(part[0] == "last" ? Target : $"{Target}.{part[0]}", part[1]);
        new AtomicFolder(Target).Recover();
        Assert.Equal(expected, Directory.Exists(Target) ? Read() : null);
        Assert.False(Directory.Exists(Target + ".new"));
        Assert.False(Directory.Exists(Target + ".old"));
    }

    [Fact]
    public void A_disk_that_fills_up_leaves_the_old_checkpoint_and_says_so()
    {
        var folder = new AtomicFolder(Target);
        folder.Replace(path => Write(path, "one"));
        var error = Assert.Throws<IOException>(() => folder.Replace(path =>
        {
            Write(path, "half");
            throw new IOException("No space left on device.");
        }));
        Assert.Equal("one", Read());
        Assert.Equal([Target], Directory.GetDirectories(_root));
        Assert.Contains("No space left on device. What was there before is kept.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_second_folder_takes_the_place_of_the_first()
    {
        var folder = new AtomicFolder(Target);
        folder.Replace(path => Write(path, "one"));
        folder.Replace(path => Write(path, "two"));
        Assert.Equal("two", Read());
    }

    private static void Write(string folder, string content)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "weights"), content);
    }

    private string Read() => File.ReadAllText(Path.Combine(Target, "weights"));
}
