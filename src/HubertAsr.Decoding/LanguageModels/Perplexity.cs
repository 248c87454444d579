using System.Runtime.InteropServices;

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
        var start = model.BeginSentence();
        var words = new List<uint>();
        while (lines.Next())
        {
            stop.ThrowIfCancellationRequested();
            words.Clear();
            var rest = NGramUnits.Spell(lines.Current, unit);
            // Looked up before any is scored: the lookups do not wait for one another's memory.
            while (NGramUnits.TryTakeWord(ref rest, out var word)) words.Add(model.Index(word));
            words.Add(model.SentenceEnd);
            take(AddSentence(model, start, CollectionsMarshal.AsSpan(words)));
        }
    }

    private double AddSentence(NGramModel model, NGramContext start, ReadOnlySpan<uint> words)
    {
        // They take turns, for a copy costs as much as a lookup.
        NGramContext other = default;
        ref var context = ref start;
        ref var following = ref other;
        // In single precision, as KenLM adds.
        var sum = 0f;
        foreach (var word in words)
        {
            var log10 = model.CheckedScore(context, word, out following).Log10;
            Add(log10, word == NGramModel.Unknown);
            sum += log10;
            ref var spare = ref context;
            context = ref following;
            following = ref spare;
        }

        return sum;
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
