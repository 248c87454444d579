namespace HubertAsr.Decoding;

/// <summary>
/// Blanks between words that need not be heard: a text has the probability of every label string that differs from it in blanks alone, each
/// such blank at a cost. A prefix is then a string of characters and the words they make up; boundaries are remembered as <see cref="BeamEntry.Spaced"/>
/// until the next character says whether a word begins with it.
/// </summary>
/// <param name="cost">Natural log, taken for each blank that is added or dropped.</param>
internal sealed class OptionalSpaces(double cost)
{
    /// <summary>A prefix after one more frame of blank or boundary. Boundaries before the first character are free.</summary>
    /// <param name="entry">The prefix before.</param>
    /// <param name="blank">Log probability of the CTC blank.</param>
    /// <param name="boundary">Log probability of the word boundary.</param>
    public static BeamEntry Stay(in BeamEntry entry, double blank, double boundary)
    {
        var heard = LogSpace.Add(entry.Blank, entry.NonBlank);
        var silence = LogSpace.Add(blank, boundary);
        return entry.Node == PrefixTree.Root
            ? new BeamEntry { Node = entry.Node, Blank = heard + silence, Spaced = double.NegativeInfinity }
            : new BeamEntry { Node = entry.Node, Blank = heard + blank, Spaced = LogSpace.Add(entry.Spaced + silence, heard + boundary) };
    }

    /// <summary>The alignments of a prefix that one more label lengthens. [Graves06] eq. 6</summary>
    /// <param name="from">The prefix.</param>
    /// <param name="isRepeat">Whether the label is heard as the last one was: only a blank or a boundary parts them.</param>
    /// <param name="beginsWord">Whether the text has a blank before it.</param>
    public double Arrival(in BeamEntry from, bool isRepeat, bool beginsWord)
    {
        if (from.Node == PrefixTree.Root) return beginsWord ? double.NegativeInfinity : from.Acoustic;
        var heard = isRepeat ? from.Blank : LogSpace.Add(from.Blank, from.NonBlank);
        return beginsWord ? LogSpace.Add(heard - cost, from.Spaced) : LogSpace.Add(heard, from.Spaced - cost);
    }
}
