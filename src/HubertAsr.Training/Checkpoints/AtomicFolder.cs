namespace HubertAsr.Training;

/// <summary>A folder that is replaced as a whole: a kill at any instant leaves the old one or the new one, never half of one.</summary>
/// <param name="Path">Where readers find it.</param>
public sealed record AtomicFolder(string Path)
{
    private string New => Path + ".new";

    private string Old => Path + ".old";

    /// <summary>Fills a folder beside the old one, then puts it in its place. A failure while filling leaves the old one as it was.</summary>
    /// <exception cref="IOException">No space, or no permission; what was begun is removed.</exception>
    public void Replace(Action<string> fill)
    {
        Recover();
        try
        {
            Directory.CreateDirectory(New);
            fill(New);
        }
        catch (Exception error)
        {
            Remove(New);
            if (error is IOException)
                throw new IOException($"{Path}: could not be written: {error.Message} What was there before is kept. Free some space and go on with --resume.", error);
            throw;
        }
        if (Directory.Exists(Path)) Directory.Move(Path, Old);
        Directory.Move(New, Path);
        Remove(Old);
    }

    /// <summary>Finishes or undoes what a kill interrupted.</summary>
    /// <remarks>Only a complete new folder ever moves the old one away: where the place is empty and an old one waits, the new one is whole.</remarks>
    public void Recover()
    {
        if (!Directory.Exists(Path) && Directory.Exists(Old))
            Directory.Move(Directory.Exists(New) ? New : Old, Path);
        Remove(New);
        if (Directory.Exists(Path)) Remove(Old);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
