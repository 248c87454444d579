using System.Text;

namespace HubertAsr.Decoding;

/// <summary>Puts the n-grams of an ARPA file into KenLM's probing layout, in memory.</summary>
internal sealed unsafe class ProbingBuilder
{
    private const uint SignBit = 0x8000_0000;
    private readonly ArpaReader _arpa;
    private readonly BinaryHeader _header;
    private readonly ProbingLayout _layout;
    private readonly ModelMemory _memory;
    private readonly float* _unigrams;
    private readonly List<string> _words = ["<unk>"];
    private readonly uint[] _ids = new uint[BinaryHeader.MaxOrder];
    private readonly ulong[] _keys = new ulong[BinaryHeader.MaxOrder];
    private HashedVocabulary? _vocabulary;

    private ProbingBuilder(ArpaReader arpa, long[] counts)
    {
        _arpa = arpa;
        _header = new BinaryHeader(BinaryKind.Probing, ProbingLayout.DefaultMultiplier, true, 0, counts);
        _layout = new ProbingLayout(_header);
        _memory = ModelMemory.Zeroed(_layout.End);
        _unigrams = (float*)(_memory.Start + _layout.UnigramOffset);
    }

    /// <summary>A model ready to be asked or written.</summary>
    public sealed record Built(BinaryHeader Header, ProbingLayout Layout, ModelMemory Memory, IReadOnlyList<string> Words);

    /// <summary>Reads a whole ARPA file.</summary>
    /// <exception cref="InvalidDataException">Malformed, or an n-gram whose context is missing.</exception>
    public static Built Read(ArpaReader arpa)
    {
        // The layout has a table for the longest n-grams beside that of the words: a unigram model gets an empty one.
        var counts = arpa.Counts.Length == 1 ? [arpa.Counts[0], 0] : arpa.Counts;
        var builder = new ProbingBuilder(arpa, counts);
        try
        {
            builder.ReadUnigrams();
            for (var n = 2; n <= arpa.Counts.Length; n++) builder.ReadNGrams(n);
            arpa.End();
            return builder.Finished();
        }
        catch
        {
            builder._memory.Dispose();
            throw;
        }
    }

    private Built Finished()
    {
        _header.ToBytes().CopyTo(new Span<byte>(_memory.Start, _header.ByteCount));
        *(uint*)(_memory.Start + _layout.VocabularyOffset + 4) = (uint)_words.Count;
        return new Built(_header, _layout, _memory, _words);
    }

    private void ReadUnigrams()
    {
        var table = _memory.Start + _layout.VocabularyOffset + HashedVocabulary.HeaderBytes;
        _vocabulary = new HashedVocabulary(table, _layout.VocabularyBuckets, _layout.UnigramCount, _words);
        // What an ARPA file without <unk> means by it, as KenLM takes it.
        (_unigrams[0], _unigrams[1]) = (-100f, 0f);
        _arpa.Begin(1);
        while (_arpa.Next(out var entry))
        {
            var id = AddWord(table, entry.Words);
            _unigrams[id * 2] = entry.Log10;
            _unigrams[(id * 2) + 1] = entry.Backoff;
        }
    }

    private uint AddWord(byte* table, ReadOnlySpan<char> word)
    {
        var hash = MurmurHash.Hash(Encoding.UTF8.GetBytes(word.ToString()));
        if (ModelVocabulary.IsUnknown(hash)) return NGramModel.Unknown;
        if (_words.Count > _header.Counts[0]) throw _arpa.Wrong("more words than unigrams");
        if (!HashedVocabulary.Insert(table, _layout.VocabularyBuckets, hash, (uint)_words.Count)) throw _arpa.Wrong($"'{word}' for the second time; each word once expected. Was the file edited?");
        _words.Add(word.ToString());
        return (uint)_words.Count - 1;
    }

    private void ReadNGrams(int n)
    {
        var table = _layout.Table(_memory.Start, n);
        _arpa.Begin(n);
        while (_arpa.Next(out var entry))
        {
            ReadIds(entry.Words, n);
            for (var length = 2; length <= n; length++) _keys[length] = ProbingSearch.Combine(length == 2 ? _ids[0] : _keys[length - 1], _ids[length - 1]);
            var slot = (float*)table.Insert(_keys[n]);
            if (slot == null) throw table.Find(_keys[n]) == null ? Full(n) : _arpa.Wrong($"'{entry.Words}' for the second time; each {n}-gram once expected. Was the file edited?");
            slot[2] = Signed(entry.Log10);
            if (n < _layout.Order) slot[3] = entry.Backoff;
            Connect(n);
        }
    }

    private void ReadIds(ReadOnlySpan<char> words, int n)
    {
        Span<byte> bytes = stackalloc byte[1024];
        for (var i = n - 1; i >= 0; i--)
        {
            var blank = words.IndexOfAny(' ', '\t');
            var word = blank < 0 ? words : words[..blank];
            _ids[i] = word.Length * 3 <= bytes.Length
                ? _vocabulary!.Index(bytes[..Encoding.UTF8.GetBytes(word, bytes)])
                : _vocabulary!.Index(Encoding.UTF8.GetBytes(word.ToString()));
            words = blank < 0 ? [] : words[(blank + 1)..];
        }
    }

    /// <summary>Tells the shorter n-grams that this one is there: its suffix is extended to the left, its context to the right.</summary>
    private void Connect(int n)
    {
        var context = BackoffOfContext(n);
        if (context == null)
            throw _arpa.Wrong($"a {n}-gram whose first {n - 1} words are no {n - 1}-gram of the file. Was it pruned by a tool that leaves holes?");
        if (BitConverter.SingleToUInt32Bits(*context) == SignBit) *context = 0f;
        var lower = n - 1;
        while (lower > 1 && Probability(lower) == null) lower--;
        MarkExtended(Probability(lower));
        for (var length = lower + 1; length < n; length++) AddBlank(length);
    }

    /// <summary>A suffix that the file leaves out, priced as backing off would price it.</summary>
    private void AddBlank(int length)
    {
        var shorter = -Math.Abs(*Probability(length - 1));
        var context = BackoffOfContext(length);
        var slot = (float*)_layout.Table(_memory.Start, length).Insert(_keys[length]);
        if (slot == null) throw Full(length);
        slot[2] = shorter + (context == null ? 0 : *context);
        slot[3] = -0f;
        if (context != null && BitConverter.SingleToUInt32Bits(*context) == SignBit) *context = 0f;
        MarkExtended(slot + 2);
    }

    private float* Probability(int length)
    {
        if (length == 1) return _unigrams + (_ids[0] * 2);
        var slot = (float*)_layout.Table(_memory.Start, length).Find(_keys[length]);
        return slot == null ? null : slot + 2;
    }

    private float* BackoffOfContext(int n)
    {
        if (n == 2) return _unigrams + (_ids[1] * 2) + 1;
        ulong key = _ids[1];
        for (var i = 2; i < n; i++) key = ProbingSearch.Combine(key, _ids[i]);
        var slot = (float*)_layout.Table(_memory.Start, n - 1).Find(key);
        return slot == null ? null : slot + 3;
    }

    private InvalidDataException Full(int n) => _arpa.Wrong($"too many {n}-grams are left out of the file; prune with a tool that keeps the suffixes of longer n-grams");

    private static void MarkExtended(float* log10) => *(uint*)log10 &= ~SignBit;

    private static float Signed(float log10) => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(log10) | SignBit);
}
