namespace HubertAsr.Text.Numbers;

/// <summary>A place among recognised words, and what was written just before it.</summary>
/// <param name="Words">All words.</param>
/// <param name="At">Which of them is looked at.</param>
/// <param name="Before">The text before it as it was written; empty at the beginning.</param>
internal readonly record struct SpokenPlace(IReadOnlyList<string> Words, int At, string Before)
{
    public string Word => Words[At];

    /// <summary>The word so many places further; empty behind the end.</summary>
    public string Ahead(int count) => At + count < Words.Count ? Words[At + count] : "";

    /// <summary>The place behind so many words, of which was written <paramref name="written"/>.</summary>
    public SpokenPlace Behind(int count, string written) => this with { At = At + count, Before = written };
}
