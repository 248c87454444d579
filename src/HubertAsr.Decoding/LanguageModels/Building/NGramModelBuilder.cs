namespace HubertAsr.Decoding;

/// <summary>What building a model found.</summary>
/// <param name="Sentences">Lines of text that are not empty.</param>
/// <param name="Tokens">Units in them.</param>
/// <param name="Seen">Different n-grams of each order in the text.</param>
/// <param name="Counts">Those of them that pruning left.</param>
/// <param name="Discounts">Of each order.</param>
public sealed record BuildReport(long Sentences, long Tokens, IReadOnlyList<long> Seen, IReadOnlyList<long> Counts, IReadOnlyList<Discounts> Discounts);

/// <summary>Interpolated modified Kneser–Ney from text, the same n-grams with the same numbers as lmplz. [ChenGoodman98], [Heafield11]</summary>
public sealed class NGramModelBuilder
{
    /// <summary>What the program takes beside words and sorting: its code, buffers, garbage.</summary>
    private const long OwnBytes = 64L << 20;

    private readonly LanguageModelOptions _options;
    private readonly string _output;
    private readonly WordIds _words = new();

    /// <param name="options">Order, unit, pruning, memory.</param>
    /// <param name="output">ARPA file to write (<c>.gz</c>: compressed); its folder also holds what does not fit memory.</param>
    public NGramModelBuilder(LanguageModelOptions options, string output) => (_options, _output) = (options, output);

    /// <summary>Builds from a text file, one sentence a line, plain or gzipped.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">No words in it, special words in it, or not UTF-8.</exception>
    public BuildReport Build(string textPath, CancellationToken stop = default)
    {
        using var lines = new FileLines(textPath);
        return Build(lines, stop);
    }

    /// <summary>Builds from sentences.</summary>
    /// <param name="lines">One sentence each.</param>
    /// <param name="source">Where they come from, for messages.</param>
    /// <param name="stop">Stops the building; what it has written is taken away.</param>
    public BuildReport Build(IEnumerable<string> lines, string source, CancellationToken stop = default)
    {
        using var text = new StringLines(lines, source);
        return Build(text, stop);
    }

    private BuildReport Build(TextLines lines, CancellationToken stop)
    {
        using var space = new SortSpace($"{_output}.{Environment.ProcessId}.sort", stop);
        using var text = new TextCounter(_options, _words);
        using var longest = CountText(text, lines, space);
        var orders = AdjustCounts(longest, space);
        longest.Dispose();
        var discounts = orders.Select(order => order.Discounts).ToArray();
        var finished = EstimateAll(orders, discounts, space);
        Write(finished, stop);
        return new BuildReport(text.Sentences, text.Tokens, [.. orders.Select(order => order.Count)], [.. finished.Select(order => order.Count)], discounts);
    }

    private RecordStream CountText(TextCounter text, TextLines lines, SortSpace space)
    {
        // A quarter for the table, one for what it hands on; words may take the rest.
        var quarter = Left(0) / 4;
        var longest = new RecordSorter(_options.Order + 1, RecordOrder.Suffix(_options.Order), quarter, space);
        using (var counter = new NGramCounter(_options.Order, longest, quarter)) text.Run(lines, counter, space.Stop);
        return longest.Sorted();
    }

    private OrderCounts[] AdjustCounts(RecordStream counted, SortSpace space)
    {
        var orders = Enumerable.Range(1, _options.Order)
            .Select(n => new OrderCounts(n, new RecordSorter(n + 2, RecordOrder.Context(n), SorterBytes, space)))
            .ToArray();
        new CountAdjuster(orders, _options.PruneThresholds, _words.Beyond(_options.VocabLimit)).Run(counted);
        return orders;
    }

    private RecordFileWriter[] EstimateAll(OrderCounts[] orders, Discounts[] discounts, SortSpace space)
    {
        var bySuffix = new RecordStream[_options.Order];
        var contexts = new RecordStream?[_options.Order + 1];
        // The longest first: there are most of them.
        Parallel.For(0, _options.Order, fromLongest =>
        {
            var n = _options.Order - fromLongest;
            var suffixSorter = new RecordSorter(n + 2, RecordOrder.Suffix(n), SorterBytes, space);
            var contextSorter = new RecordSorter(n, RecordOrder.Suffix(n - 1), SorterBytes, space);
            using (var counts = orders[n - 1].ByContext.Sorted()) new OrderEstimator(n, discounts[n - 1], suffixSorter, contextSorter).Run(counts);
            bySuffix[n - 1] = suffixSorter.Sorted();
            if (n > 1) contexts[n - 2] = contextSorter.Sorted();
        });

        var interpolated = Enumerable.Range(1, _options.Order)
            .Select(n => new InterpolatedOrder(bySuffix[n - 1], contexts[n - 1], space.Own(new RecordFileWriter(space.NewFile(), n + 2, space.Stop))))
            .ToArray();
        // The uniform distribution at the bottom covers <unk>, not <s>.
        new OrderInterpolation(interpolated, 1f / (orders[0].Kept - 1)).Run();
        foreach (var stream in bySuffix.Concat(contexts.OfType<RecordStream>())) stream.Dispose();
        return [.. interpolated.Select(order => order.Finished)];
    }

    private void Write(RecordFileWriter[] finished, CancellationToken stop)
    {
        using var arpa = new ArpaWriter(_output, [.. finished.Select(order => order.Count)]);
        for (var n = 1; n <= finished.Length; n++)
        {
            arpa.BeginOrder(n);
            using var records = finished[n - 1].Read();
            while (records.Next())
            {
                stop.ThrowIfCancellationRequested();
                var backoff = n < finished.Length ? BitConverter.UInt32BitsToSingle(records.Current[n + 1]) : (float?)null;
                arpa.Write(BitConverter.UInt32BitsToSingle(records.Current[n]), _words, records.Current[..n], backoff);
            }
        }

        arpa.Complete();
    }

    /// <summary>At the widest point every order is sorted by context and by suffix, with its own contexts beside.</summary>
    private long SorterBytes => Left(_words.ByteCount) / (3 * _options.Order);

    private long Left(long taken) => Math.Max(_options.MemoryBytes - OwnBytes - taken, _options.MemoryBytes / 4);
}
