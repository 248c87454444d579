namespace HubertAsr.Corpora.Archives;

/// <summary>What is shut says what to do about it.</summary>
internal static class Permission
{
    /// <exception cref="UnauthorizedAccessException">There is no permission; the message tells how to grant it.</exception>
    public static T Reading<T>(string path, Func<string, T> open)
    {
        try
        {
            return open(path);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new UnauthorizedAccessException($"{path}: no permission to read it; grant it, for example with `chmod -R u+rX`.", error);
        }
    }
}
