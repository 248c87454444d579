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
        foreach (var word in sentence.Words) Add(word.Log10, word.IsUnknown);
    }

    /// <summary>Scores the sentences of a text file with their boundaries, without keeping their words: faster than one by one.</summary>
    /// <param name="path">One sentence a line, plain or gzipped.</param>
    /// <param name="model">Any model.</param>
    /// <param name="unit">How lines are cut into the model's words.</param>
    /// <param name="take">Takes each line's log10 probability.</param>
    /// <param name="stop">Stops between lines.</param>
    /// <exception cref="InvalidDataException">A line is not UTF-8, or the model's file is damaged.</exception>
    public void AddFile(string path, NGramModel model, NGramUnit unit, Action<double> take, CancellationToken stop = default)
    {
        using var lines = new FileLines(path);
        while (lines.Next())
        {
            stop.ThrowIfCancellationRequested();
            take(AddLine(model, NGramUnits.Spell(lines.Current, unit)));
        }
    }

    private double AddLine(NGramModel model, ReadOnlySpan<byte> rest)
    {
        var context = model.BeginSentence();
        // In single precision, as KenLM adds.
        var sum = 0f;
        while (NGramUnits.TryTakeWord(ref rest, out var word)) sum += AddWord(model, model.Index(word), ref context);
        return sum + AddWord(model, model.SentenceEnd, ref context);
    }

    private float AddWord(NGramModel model, uint word, ref NGramContext context)
    {
        var log10 = model.CheckedScore(context, word, out var following).Log10;
        context = following;
        Add(log10, word == NGramModel.Unknown);
        return log10;
    }

    private void Add(double log10, bool isUnknown)
    {
        WordCount++;
        _log10 += log10;
        if (!isUnknown) return;
        UnknownCount++;
        _unknownLog10 += log10;
    }
}
