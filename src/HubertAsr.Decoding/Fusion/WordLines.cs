namespace HubertAsr.Decoding;

/// <summary>The lines of a file of words: those that are not empty and do not begin with <c>#</c>.</summary>
internal static class WordLines
{
    /// <param name="path">The file.</param>
    /// <param name="what">What it should be, for the message.</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    public static IEnumerable<(string Text, int Number)> Read(string path, string what)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file; {what} expected.", path);
        return File.ReadLines(path).Select((text, index) => (text, index + 1)).Where(line => !string.IsNullOrWhiteSpace(line.text) && line.text[0] != '#');
    }
}
