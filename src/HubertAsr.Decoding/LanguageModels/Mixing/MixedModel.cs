namespace HubertAsr.Decoding;

/// <summary>Two models as one: p = λ·p₁ + (1 − λ)·p₂ of every n-gram that either has, backoffs set so that all sums to one.</summary>
public sealed class MixedModel
{
    private const long SortBytes = 1L << 28;
    private readonly NGramModel _first;
    private readonly NGramModel _second;
    private readonly double _weight;
    private readonly SortSpace _space;
    private readonly WordIds _words = new();
    private readonly List<(uint First, uint Second)> _ids = [];

    private MixedModel(NGramModel first, NGramModel second, double weight, SortSpace space) =>
        (_first, _second, _weight, _space) = (first, second, weight, space);

    /// <summary>Mixes two models and writes ARPA text.</summary>
    /// <param name="firstPath">ARPA or trie binary.</param>
    /// <param name="secondPath">ARPA or trie binary.</param>
    /// <param name="weight">Of the first, in (0, 1).</param>
    /// <param name="output">ARPA file to write.</param>
    /// <param name="stop">Stops the mixing; what it has written is taken away.</param>
    /// <returns>N-grams of each order.</returns>
    /// <exception cref="InvalidDataException">A probing binary, which holds no n-grams to mix, or a broken file.</exception>
    public static IReadOnlyList<long> Write(string firstPath, string secondPath, double weight, string output, CancellationToken stop = default)
    {
        using var first = LanguageModelFile.Open(firstPath);
        using var second = LanguageModelFile.Open(secondPath);
        using var space = new SortSpace($"{output}.{Environment.ProcessId}.sort", stop);
        var mixed = new MixedModel(first, second, weight, space);
        var order = Math.Max(first.Counts.Count, second.Counts.Count);
        var bySuffix = Enumerable.Range(1, order).Select(n => new RecordSorter(n, RecordOrder.Suffix(n), SortBytes, space)).ToArray();
        foreach (var path in new[] { firstPath, secondPath }) mixed.Collect(path, output, bySuffix);
        mixed.FindIds();
        return mixed.Write(bySuffix, output);
    }

    private void Collect(string path, string output, RecordSorter[] bySuffix)
    {
        var arpaPath = path;
        if (LanguageModelFile.IsBinary(path)) LanguageModelConverter.Convert(path, arpaPath = output + ".source.arpa");
        try
        {
            using var arpa = ArpaReader.Open(arpaPath);
            for (var n = 1; n <= arpa.Counts.Length; n++)
            {
                var record = new uint[n];
                arpa.Begin(n);
                while (arpa.Next(out var entry))
                {
                    var i = 0;
                    foreach (var range in entry.Words.SplitAny(' ', '\t')) record[i++] = _words.Count(entry.Words[range]);
                    bySuffix[n - 1].Add(record);
                }
            }
        }
        finally
        {
            if (arpaPath != path) File.Delete(arpaPath);
        }
    }

    private void FindIds()
    {
        for (var id = 0u; id < _words.Size; id++) _ids.Add((_first.Index(_words[id]), _second.Index(_words[id])));
    }

    private long[] Write(RecordSorter[] bySuffix, string output)
    {
        var counts = new long[bySuffix.Length];
        var unique = new RecordFileWriter[bySuffix.Length];
        var contexts = new RecordStream?[bySuffix.Length];
        for (var n = 1; n <= bySuffix.Length; n++)
        {
            unique[n - 1] = _space.Own(new RecordFileWriter(_space.NewFile(), n + 1, _space.Stop));
            contexts[n - 1] = n == 1 ? null : Backoffs(n, bySuffix[n - 1].Sorted(), unique[n - 1]);
            if (n == 1) Unigrams(bySuffix[0].Sorted(), unique[0]);
            counts[n - 1] = unique[n - 1].Count;
        }

        using var arpa = new ArpaWriter(output, counts);
        for (var n = 1; n <= bySuffix.Length; n++)
        {
            arpa.BeginOrder(n);
            using var records = unique[n - 1].Read();
            WriteOrder(arpa, n, records, n < bySuffix.Length ? contexts[n] : null);
        }

        arpa.Complete();
        return counts;
    }

    private void Unigrams(RecordStream records, RecordFileWriter unique)
    {
        var record = new uint[2];
        foreach (var words in Distinct(records, 1))
        {
            record[0] = words[0];
            // <s> is context, never predicted.
            var log10 = words[0] == WordIds.SentenceStart ? 0 : Math.Log10(Mixed(words[0], default, default));
            record[1] = BitConverter.SingleToUInt32Bits((float)log10);
            unique.Add(record);
        }
    }

    /// <summary>Prices the n-grams of an order, and what their contexts leave for the order below.</summary>
    private RecordStream Backoffs(int n, RecordStream records, RecordFileWriter unique)
    {
        var byContext = new RecordSorter(n, RecordOrder.Context(n), SortBytes, _space);
        var backoffs = new RecordSorter(n, RecordOrder.Suffix(n - 1), SortBytes, _space);
        var byWords = new RecordSorter(n + 1, RecordOrder.Suffix(n), SortBytes, _space);
        foreach (var words in Distinct(records, n)) byContext.Add(words);
        using (var grouped = byContext.Sorted())
        {
            var group = new MixedContext(n);
            while (grouped.Next())
            {
                if (!group.Holds(grouped.Current))
                {
                    group.Close(backoffs);
                    group.Open(grouped.Current, ContextsOf(grouped.Current[..(n - 1)]), ContextsOf(grouped.Current[1..(n - 1)]));
                }

                var word = grouped.Current[n - 1];
                byWords.Add(group.Priced(word, Mixed(word, group.Whole.First, group.Whole.Second), Mixed(word, group.Shorter.First, group.Shorter.Second)));
            }

            group.Close(backoffs);
        }

        using var sorted = byWords.Sorted();
        while (sorted.Next()) unique.Add(sorted.Current);
        return backoffs.Sorted();
    }

    private (NGramContext First, NGramContext Second) ContextsOf(ReadOnlySpan<uint> words)
    {
        var contexts = default((NGramContext First, NGramContext Second));
        foreach (var word in words)
        {
            if (word == WordIds.SentenceStart)
            {
                contexts = (_first.BeginSentence(), _second.BeginSentence());
                continue;
            }

            _first.Score(contexts.First, _ids[(int)word].First, out var first);
            _second.Score(contexts.Second, _ids[(int)word].Second, out var second);
            contexts = (first, second);
        }

        return contexts;
    }

    private double Mixed(uint word, in NGramContext first, in NGramContext second) =>
        (_weight * Probability(_first, word, _ids[(int)word].First, first)) + ((1 - _weight) * Probability(_second, word, _ids[(int)word].Second, second));

    private static double Probability(NGramModel model, uint word, uint id, in NGramContext context) =>
        id == NGramModel.Unknown && word != WordIds.Unknown ? 0 : Math.Pow(10, model.Score(context, id, out _).Log10);

    private void WriteOrder(ArpaWriter arpa, int n, RecordStream records, RecordStream? contexts)
    {
        var bySuffix = RecordOrder.Suffix(n);
        var hasContext = contexts?.Next() ?? false;
        while (records.Next())
        {
            while (hasContext && bySuffix.Compare(contexts!.Current, records.Current) < 0) hasContext = contexts.Next();
            var isContext = hasContext && contexts!.Current[..n].SequenceEqual(records.Current[..n]);
            var backoff = contexts is null ? (float?)null : isContext ? BitConverter.UInt32BitsToSingle(contexts.Current[n]) : 0f;
            arpa.Write(BitConverter.UInt32BitsToSingle(records.Current[n]), _words, records.Current[..n], backoff);
        }

        contexts?.Dispose();
    }

    private static IEnumerable<uint[]> Distinct(RecordStream records, int n)
    {
        uint[]? last = null;
        while (records.Next())
        {
            if (last is not null && records.Current[..n].SequenceEqual(last)) continue;
            last = records.Current[..n].ToArray();
            yield return last;
        }

        records.Dispose();
    }
}
