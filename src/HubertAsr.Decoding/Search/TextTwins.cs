namespace HubertAsr.Decoding;

/// <summary>
/// Joins the prefixes of a beam whose pieces write the same text, so that a text is ranked by all the label strings that give it and takes no more room for being
/// cut in many ways. Of those that end in the same piece the likeliest takes the sum; of what ends in a CTC blank the likeliest takes all that the text has, for after a
/// blank it does not matter which piece was last. Keeps its memory from frame to frame.
/// </summary>
/// <remarks>What an entry holds, its own pieces can be heard as: an entry is given more of what it has, never what it has none of.</remarks>
internal sealed class TextTwins(TokenTable table, PrefixTree tree)
{
    private readonly Dictionary<(ulong Text, int Label), int> _heard = [];
    private readonly Dictionary<ulong, int> _silent = [];

    /// <summary>Joins what a frame has left.</summary>
    /// <returns>The best score.</returns>
    public double Join(BeamSelection entries)
    {
        FindLikeliest(entries);
        for (var i = 0; i < entries.Count; i++) Give(entries, i);
        var (count, best) = (0, double.NegativeInfinity);
        for (var i = 0; i < entries.Count; i++)
        {
            if (double.IsNegativeInfinity(entries[i].Acoustic)) continue;
            best = Math.Max(best, entries[i].Score);
            entries.Put(count++, entries[i]);
        }

        entries.CutTo(count);
        return best;
    }

    private void FindLikeliest(BeamSelection entries)
    {
        _heard.Clear();
        _silent.Clear();
        for (var i = 0; i < entries.Count; i++)
        {
            var (text, label) = Of(entries[i].Node, entries);
            if (!_heard.TryGetValue((text, label), out var heard) || entries[i].NonBlank > entries[heard].NonBlank) _heard[(text, label)] = i;
            if (!_silent.TryGetValue(text, out var silent) || entries[i].Blank > entries[silent].Blank) _silent[text] = i;
        }
    }

    /// <summary>Gives what an entry holds to the likeliest that hold the same.</summary>
    private void Give(BeamSelection entries, int index)
    {
        var (text, label) = Of(entries[index].Node, entries);
        var (heard, silent) = (_heard[(text, label)], _silent[text]);
        var given = entries[index];
        if (heard != index && given.NonBlank > double.NegativeInfinity)
        {
            entries.Put(heard, With(entries[heard], entries[heard].Blank, LogSpace.Add(entries[heard].NonBlank, given.NonBlank)));
            given = With(given, given.Blank, double.NegativeInfinity);
        }

        if (silent != index && given.Blank > double.NegativeInfinity)
        {
            entries.Put(silent, With(entries[silent], LogSpace.Add(entries[silent].Blank, given.Blank), entries[silent].NonBlank));
            given = With(given, double.NegativeInfinity, given.NonBlank);
        }

        entries.Put(index, given);
    }

    /// <summary>An entry with other alignments.</summary>
    private static BeamEntry With(BeamEntry entry, double blank, double nonBlank)
    {
        var fused = entry.Score - entry.Acoustic;
        (entry.Blank, entry.NonBlank, entry.Acoustic) = (blank, nonBlank, LogSpace.Add(blank, nonBlank));
        entry.Score = entry.Acoustic + fused;
        return entry;
    }

    private (ulong Text, int Label) Of(int node, BeamSelection entries)
    {
        if (node >= 0) return (tree.Text(node), tree.Token(node));
        ref readonly var prefix = ref entries.NewPrefix(node);
        return (table.Extend(tree.Text(prefix.Parent), prefix.Token), prefix.Token);
    }
}
