namespace HubertAsr.Text;

/// <summary>The same transcripts under several policies: why one corpus gives two published error rates.</summary>
/// <param name="policies">By name, in the order of the report; the first is what the others are compared with.</param>
/// <param name="exampleCount">How many differing lines to keep for each.</param>
public sealed class PolicyComparison(IReadOnlyList<(string Name, NormalizationOptions Options)> policies, int exampleCount = 3)
{
    private readonly List<(TranscriptNormalizer Normalizer, PolicyTally Tally)> _sides =
        [.. policies.Select(policy => (new TranscriptNormalizer(policy.Options), new PolicyTally(policy.Name)))];

    /// <summary>What each policy made of the transcripts so far.</summary>
    public IEnumerable<PolicyTally> Tallies => _sides.Select(side => side.Tally);

    /// <param name="raw">A transcript as delivered.</param>
    /// <param name="id">The utterance's id, if known.</param>
    public void Add(string raw, string? id = null)
    {
        string? first = null;
        foreach (var (normalizer, tally) in _sides)
        {
            var text = normalizer.Normalize(raw, id).Text;
            first ??= text;
            tally.Count(text);
            if (text != first) tally.Differ(new(raw, first, text), exampleCount);
        }
    }
}

/// <summary>A line that two policies read differently.</summary>
/// <param name="Raw">As delivered.</param>
/// <param name="First">Under the first policy.</param>
/// <param name="Text">Under this one.</param>
public sealed record PolicyDifference(string Raw, string First, string Text);

/// <summary>Counts of one policy.</summary>
/// <param name="policy">Its name.</param>
public sealed class PolicyTally(string policy)
{
    private readonly List<PolicyDifference> _examples = [];
    private readonly HashSet<System.Text.Rune> _letters = [];

    public string Policy { get; } = policy;

    /// <summary>Transcripts.</summary>
    public long Lines { get; private set; }

    /// <summary>Transcripts that are dropped or have no text.</summary>
    public long Empty { get; private set; }

    /// <summary>Words, apart by blanks.</summary>
    public long Words { get; private set; }

    /// <summary>Characters with the blanks between words: the reference units of CER.</summary>
    public long Characters { get; private set; }

    /// <summary>The same in conjoining jamo: labels of a jamo model.</summary>
    public long Jamo { get; private set; }

    /// <summary>Different characters: the vocabulary of a syllable model.</summary>
    public int Distinct => _letters.Count;

    /// <summary>Transcripts whose text is not that of the first policy.</summary>
    public long Different { get; private set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<PolicyDifference> Examples => _examples;

    internal void Count(string text)
    {
        Lines++;
        if (text.Length == 0) Empty++;
        else Words += 1 + text.Count(letter => letter == ' ');
        foreach (var letter in text.EnumerateRunes())
        {
            Characters++;
            Jamo += JamoIn(letter.Value);
            _letters.Add(letter);
        }
    }

    private static int JamoIn(int letter)
    {
        if (letter is < Hangul.FirstSyllable or > Hangul.LastSyllable) return 1;
        return (letter - Hangul.FirstSyllable) % (Hangul.CodaCount + 1) == 0 ? 2 : 3;
    }

    internal void Differ(PolicyDifference difference, int exampleCount)
    {
        Different++;
        if (_examples.Count < exampleCount) _examples.Add(difference);
    }
}
