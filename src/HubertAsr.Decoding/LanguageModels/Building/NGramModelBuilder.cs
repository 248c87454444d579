using System.IO.Compression;
using System.Text;

namespace HubertAsr.Decoding;

/// <summary>What building a model found.</summary>
/// <param name="Sentences">Lines of text that are not empty.</param>
/// <param name="Tokens">Units in them.</param>
/// <param name="Counts">N-grams of each order that stay.</param>
/// <param name="Discounts">Of each order.</param>
public sealed record BuildReport(long Sentences, long Tokens, IReadOnlyList<long> Counts, IReadOnlyList<Discounts> Discounts);

/// <summary>Interpolated modified Kneser–Ney from text, the same n-grams with the same numbers as lmplz. [ChenGoodman98], [Heafield11]</summary>
public sealed class NGramModelBuilder
{
    private readonly LanguageModelOptions _options;
    private readonly string _output;
    private readonly long _budget;
    private readonly WordIds _words = new();
    private long _sentences;
    private long _tokens;

    /// <param name="options">Order, unit, pruning, memory.</param>
    /// <param name="output">ARPA file to write (<c>.gz</c>: compressed); its folder also holds what does not fit memory.</param>
    public NGramModelBuilder(LanguageModelOptions options, string output)
    {
        _options = options;
        _output = output;
        // At the widest point all orders are sorted by suffix, their contexts beside them, and one more is read.
        _budget = options.MemoryBytes / ((2 * options.Order) + 2);
    }

    /// <summary>Builds from a text file, one sentence a line, plain or gzipped.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">No words in it, special words in it, or not UTF-8.</exception>
    public BuildReport Build(string textPath, CancellationToken stop = default)
    {
        if (!File.Exists(textPath)) throw new FileNotFoundException($"{textPath}: no such file; a text of one sentence a line expected.", textPath);
        return Build(Lines(textPath), textPath, stop);
    }

    /// <summary>Builds from sentences.</summary>
    /// <param name="lines">One sentence each.</param>
    /// <param name="source">Where they come from, for messages.</param>
    /// <param name="stop">Stops between lines.</param>
    public BuildReport Build(IEnumerable<string> lines, string source, CancellationToken stop = default)
    {
        var prefix = $"{_output}.{Environment.ProcessId}";
        using var longest = new RecordSorter(_options.Order + 1, RecordOrder.Suffix(_options.Order), _budget, prefix + ".counts");
        CountText(lines, source, longest, stop);
        var orders = AdjustCounts(longest, prefix);
        var discounts = orders.Select(order => order.Discounts).ToArray();
        var finished = EstimateAll(orders, discounts, prefix);
        try
        {
            Write(finished);
        }
        finally
        {
            foreach (var order in finished) order.Dispose();
        }

        return new BuildReport(_sentences, _tokens, [.. finished.Select(order => order.Count)], discounts);
    }

    private void CountText(IEnumerable<string> lines, string source, RecordSorter longest, CancellationToken stop)
    {
        var counter = new NGramCounter(_options.Order, longest, _budget);
        var line = 0L;
        foreach (var text in lines)
        {
            line++;
            if (line % 1024 == 0) stop.ThrowIfCancellationRequested();
            CountLine(counter, NGramUnits.Spell(text, _options.Unit), source, line);
        }

        if (_tokens == 0) throw new InvalidDataException($"{source}: {(line == 0 ? "an empty text" : $"{line} lines")} without a word; text of one sentence a line expected.");
        counter.Flush();
    }

    private void CountLine(NGramCounter counter, ReadOnlySpan<char> text, string source, long line)
    {
        counter.BeginSentence();
        foreach (var range in text.Split(' '))
        {
            var word = text[range];
            if (word.IsEmpty) continue;
            var id = _words.Count(word);
            if (id <= WordIds.SentenceEnd) throw new InvalidDataException($"{source}:{line}: '{word}' in the text; the builder adds it itself. Take it out.");
            counter.Add(id);
            _tokens++;
        }

        counter.Add(WordIds.SentenceEnd);
        if (text.Length > 0) _sentences++;
    }

    private OrderCounts[] AdjustCounts(RecordSorter longest, string prefix)
    {
        var orders = Enumerable.Range(1, _options.Order)
            .Select(n => new OrderCounts(n, new RecordSorter(n + 2, RecordOrder.Context(n), _budget, $"{prefix}.context{n}")))
            .ToArray();
        using var counted = longest.Sorted();
        new CountAdjuster(orders, _options.PruneThresholds, _words.Beyond(_options.VocabLimit)).Run(counted);
        return orders;
    }

    private RecordFileWriter[] EstimateAll(OrderCounts[] orders, Discounts[] discounts, string prefix)
    {
        var bySuffix = new RecordStream[_options.Order];
        var contexts = new RecordStream?[_options.Order + 1];
        for (var n = 1; n <= _options.Order; n++)
        {
            using var byContext = orders[n - 1].ByContext;
            using var suffixSorter = new RecordSorter(n + 2, RecordOrder.Suffix(n), _budget, $"{prefix}.suffix{n}");
            using var contextSorter = new RecordSorter(n, RecordOrder.Suffix(n - 1), _budget, $"{prefix}.gamma{n}");
            using (var counts = byContext.Sorted()) new OrderEstimator(n, discounts[n - 1], suffixSorter, contextSorter).Run(counts);
            bySuffix[n - 1] = suffixSorter.Sorted();
            if (n > 1) contexts[n - 2] = contextSorter.Sorted();
        }

        var interpolated = Enumerable.Range(1, _options.Order)
            .Select(n => new InterpolatedOrder(bySuffix[n - 1], contexts[n - 1], new RecordFileWriter($"{prefix}.order{n}", n + 2)))
            .ToArray();
        // The uniform distribution at the bottom covers <unk>, not <s>.
        new OrderInterpolation(interpolated, 1f / (orders[0].Kept - 1)).Run();
        foreach (var stream in bySuffix.Concat(contexts.OfType<RecordStream>())) stream.Dispose();
        return [.. interpolated.Select(order => order.Finished)];
    }

    private void Write(RecordFileWriter[] finished)
    {
        using var arpa = new ArpaWriter(_output, [.. finished.Select(order => order.Count)]);
        var words = new StringBuilder();
        for (var n = 1; n <= finished.Length; n++)
        {
            arpa.BeginOrder(n);
            using var records = finished[n - 1].Read();
            while (records.Next())
            {
                words.Clear();
                for (var i = 0; i < n; i++) words.Append(i == 0 ? "" : " ").Append(_words[records.Current[i]]);
                var backoff = n < finished.Length ? BitConverter.UInt32BitsToSingle(records.Current[n + 1]) : (float?)null;
                arpa.Write(BitConverter.UInt32BitsToSingle(records.Current[n]), words.ToString(), backoff);
            }
        }

        arpa.Complete();
    }

    private static IEnumerable<string> Lines(string path)
    {
        Stream stream = File.OpenRead(path);
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) stream = new GZipStream(stream, CompressionMode.Decompress);
        using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        for (var number = 1L; ; number++)
        {
            string? line;
            try
            {
                line = reader.ReadLine();
            }
            catch (Exception error) when (error is DecoderFallbackException or InvalidDataException)
            {
                throw new InvalidDataException($"{path}:{number}: {error.Message}; UTF-8 text expected.", error);
            }

            if (line is null) yield break;
            yield return line;
        }
    }
}
