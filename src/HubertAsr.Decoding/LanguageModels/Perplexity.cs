namespace HubertAsr.Decoding;

/// <summary>Perplexity of a text, sentence ends counted as tokens.</summary>
public sealed class Perplexity
{
    private double _log10;
    private double _unknownLog10;

    public long WordCount { get; private set; }

    public long UnknownCount { get; private set; }

    /// <summary>10^(−mean log10), unknown words among the tokens; NaN of no tokens.</summary>
    public double WithUnknown => Math.Pow(10, -_log10 / WordCount);

    /// <summary>The same over known tokens only.</summary>
    public double WithoutUnknown => Math.Pow(10, -(_log10 - _unknownLog10) / (WordCount - UnknownCount));

    public void Add(SentenceScore sentence)
    {
        foreach (var word in sentence.Words)
        {
            WordCount++;
            _log10 += word.Log10;
            if (!word.IsUnknown) continue;
            UnknownCount++;
            _unknownLog10 += word.Log10;
        }
    }
}
