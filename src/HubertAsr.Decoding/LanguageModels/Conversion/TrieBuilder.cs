using System.Text;

namespace HubertAsr.Decoding;

/// <summary>Puts the n-grams of an ARPA file into KenLM's trie layout. All n-grams are held in memory.</summary>
internal sealed unsafe class TrieBuilder : IDisposable
{
    private const uint NoExtension = 0x8000_0000;
    private readonly ArpaReader _arpa;
    private readonly TrieQuantization _quantization;
    private readonly TrieWords _words;
    // Nothing is too large for memory, so the folder is never made.
    private readonly SortSpace _space = new("trie");
    private readonly RecordSorter[] _bySuffix;
    private readonly RecordSorter[] _contexts;
    private readonly TrieBins[] _bins;

    private TrieBuilder(ArpaReader arpa, TrieQuantization quantization)
    {
        if (arpa.Counts.Length < 2) throw arpa.Wrong("n-grams of one order; a KenLM binary needs at least two");
        _arpa = arpa;
        _quantization = quantization;
        _words = TrieWords.Read(arpa);
        var orders = Enumerable.Range(2, arpa.Counts.Length - 1).ToArray();
        _bySuffix = [.. orders.Select(n => new RecordSorter(n + 2, RecordOrder.Suffix(n), long.MaxValue, _space))];
        _contexts = [.. orders.Select(n => new RecordSorter(n - 1, RecordOrder.Suffix(n - 1), long.MaxValue, _space))];
        _bins = [.. orders.Select(_ => new TrieBins(quantization))];
    }

    private int Order => _arpa.Counts.Length;

    /// <summary>Reads a whole ARPA file and writes the binary.</summary>
    /// <exception cref="InvalidDataException">Malformed, or an n-gram whose suffix or context is missing.</exception>
    public static void Write(ArpaReader arpa, string output, TrieQuantization quantization)
    {
        using var builder = new TrieBuilder(arpa, quantization);
        for (var n = 2; n <= arpa.Counts.Length; n++) builder.Read(n);
        arpa.End();
        var kind = quantization == TrieQuantization.Off ? BinaryKind.Trie : BinaryKind.QuantizedTrie;
        var header = new BinaryHeader(kind, ProbingLayout.DefaultMultiplier, true, 1, [builder._words.Count, .. arpa.Counts[1..]]);
        var layout = new TrieLayout(header, quantization, 0);
        using var memory = ModelMemory.Zeroed(layout.End);
        header.ToBytes().CopyTo(new Span<byte>(memory.Start, header.ByteCount));
        builder.Fill(layout, memory);
        BinaryWriting.Write(output, memory, builder._words.InOrder);
    }

    public void Dispose() => _space.Dispose();

    private void Read(int n)
    {
        var record = new uint[n + 2];
        _arpa.Begin(n);
        while (_arpa.Next(out var entry))
        {
            _words.Ids(entry.Words, record.AsSpan(0, n));
            record[n] = BitConverter.SingleToUInt32Bits(entry.Log10);
            record[n + 1] = BitConverter.SingleToUInt32Bits(entry.Backoff);
            _bySuffix[n - 2].Add(record);
            _contexts[n - 2].Add(record.AsSpan(0, n - 1));
            _bins[n - 2].Observe(entry.Log10, n < Order ? entry.Backoff : 0);
        }
    }

    private void Fill(TrieLayout layout, ModelMemory memory)
    {
        var start = memory.Start;
        *(long*)(start + layout.VocabularyOffset) = _words.Count - 1;
        for (var id = 1; id < _words.Count; id++) *(ulong*)(start + layout.VocabularyOffset + (8L * id)) = _words.Hash(id);
        WriteBins(layout, start);
        var walk = new TrieWalk(
            [.. _bySuffix.Select(sorter => new TrieStream(sorter.Sorted()))],
            [.. _contexts.Select(sorter => new TrieStream(sorter.Sorted()))],
            [.. Enumerable.Range(2, Order - 1).Select(n => new TrieLevelWriter(layout.Level(start, n), _quantization, _bins[n - 2]))]);
        for (var id = 0; id < _words.Count; id++)
        {
            var entry = start + layout.UnigramOffset + ((long)id * TrieLayout.UnigramBytes);
            var (log10, backoff) = _words.Weights(id);
            *(float*)entry = log10;
            *(ulong*)(entry + 8) = walk.Next(2);
            *(float*)(entry + 4) = walk.IsContext([(uint)id]) && BitConverter.SingleToUInt32Bits(backoff) == NoExtension ? 0f : backoff;
            walk.Descend([(uint)id]);
        }

        *(ulong*)(start + layout.UnigramOffset + ((long)_words.Count * TrieLayout.UnigramBytes) + 8) = walk.Next(2);
        walk.Finish(_arpa);
    }

    private void WriteBins(TrieLayout layout, byte* start)
    {
        if (_quantization == TrieQuantization.Off) return;
        var note = start + layout.BinsOffset;
        (note[0], note[1], note[2]) = (TrieQuantization.Version, (byte)_quantization.Log10Bits, (byte)_quantization.BackoffBits);
        for (var n = 2; n <= Order; n++)
        {
            var level = layout.Level(start, n);
            _bins[n - 2].Train(new Span<float>(level.Log10Bins, 1 << _quantization.Log10Bits),
                level.BackoffBins == null ? [] : new Span<float>(level.BackoffBins, 1 << _quantization.BackoffBits));
        }
    }
}

/// <summary>The words of a trie in the order of their hashes, with their unigram weights.</summary>
internal sealed class TrieWords
{
    private readonly List<(ulong Hash, string Word, float Log10, float Backoff)> _sorted;
    private readonly Dictionary<string, uint>.AlternateLookup<ReadOnlySpan<char>> _ids;
    private readonly (float, float) _unknown;

    private TrieWords(List<(ulong Hash, string Word, float Log10, float Backoff)> words, (float, float) unknown)
    {
        words.Sort((left, right) => left.Hash.CompareTo(right.Hash));
        _sorted = words;
        _unknown = unknown;
        var ids = new Dictionary<string, uint>();
        for (var i = 0; i < words.Count; i++) ids[words[i].Word] = (uint)i + 1;
        _ids = ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Words, <c>&lt;unk&gt;</c> included.</summary>
    public int Count => _sorted.Count + 1;

    public IEnumerable<string> InOrder => _sorted.Select(word => word.Word).Prepend("<unk>");

    public static TrieWords Read(ArpaReader arpa)
    {
        var words = new List<(ulong, string, float, float)>();
        // What an ARPA file without <unk> means by it, as KenLM takes it.
        var unknown = (-100f, 0f);
        arpa.Begin(1);
        while (arpa.Next(out var entry))
        {
            var word = entry.Words.ToString();
            var hash = MurmurHash.Hash(Encoding.UTF8.GetBytes(word));
            if (ModelVocabulary.IsUnknown(hash)) unknown = (entry.Log10, entry.Backoff);
            else words.Add((hash, word, entry.Log10, entry.Backoff));
        }

        return new TrieWords(words, unknown);
    }

    public ulong Hash(int id) => _sorted[id - 1].Hash;

    public (float Log10, float Backoff) Weights(int id) => id == 0 ? _unknown : (_sorted[id - 1].Log10, _sorted[id - 1].Backoff);

    /// <summary>The ids of words parted by single blanks.</summary>
    public void Ids(ReadOnlySpan<char> words, Span<uint> ids)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            var blank = words.IndexOfAny(' ', '\t');
            var word = blank < 0 ? words : words[..blank];
            ids[i] = _ids.TryGetValue(word, out var id) ? id : NGramModel.Unknown;
            words = blank < 0 ? [] : words[(blank + 1)..];
        }
    }
}
