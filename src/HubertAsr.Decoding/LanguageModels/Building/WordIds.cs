using System.Text;

namespace HubertAsr.Decoding;

/// <summary>Words by the order in which the text first used them, after the three special ones.</summary>
internal sealed class WordIds
{
    public const uint Unknown = 0;
    public const uint SentenceStart = 1;
    public const uint SentenceEnd = 2;

    private const int ChunkBytes = 1 << 20;
    private readonly List<byte[]> _chunks = [];
    private readonly List<Place> _places = [];
    private readonly List<long> _counts = [];
    private int _used = ChunkBytes;

    /// <summary>Open addressing: the high half of a word's hash, then its id plus one; 0 = empty.</summary>
    private ulong[] _slots = new ulong[1 << 10];

    public WordIds()
    {
        foreach (var special in new[] { "<unk>", "<s>", "</s>" }) Count(special);
    }

    private readonly record struct Place(int Chunk, int Start, int Length);

    public int Size => _places.Count;

    /// <summary>Memory that the words take, roughly.</summary>
    public long ByteCount => ((long)_chunks.Count * ChunkBytes) + (_slots.LongLength * 8) + (_places.Capacity * 12L) + (_counts.Capacity * 8L);

    public string this[uint id] => Encoding.UTF8.GetString(Utf8(id));

    public ReadOnlySpan<byte> Utf8(uint id)
    {
        var place = _places[(int)id];
        return _chunks[place.Chunk].AsSpan(place.Start, place.Length);
    }

    /// <summary>The id of a word; counts its use.</summary>
    public uint Count(ReadOnlySpan<char> word)
    {
        var length = Encoding.UTF8.GetMaxByteCount(word.Length);
        var bytes = length <= 512 ? stackalloc byte[length] : new byte[length];
        return Count(bytes[..Encoding.UTF8.GetBytes(word, bytes)]);
    }

    /// <summary>The id of a word in UTF-8; counts its use.</summary>
    public uint Count(ReadOnlySpan<byte> word)
    {
        var hash = MurmurHash.Hash(word);
        var tag = hash & ~(ulong)uint.MaxValue;
        var mask = _slots.Length - 1;
        var slot = (int)hash & mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            if ((_slots[slot] & ~(ulong)uint.MaxValue) != tag) continue;
            var known = (uint)_slots[slot] - 1;
            if (!Utf8(known).SequenceEqual(word)) continue;
            _counts[(int)known]++;
            return known;
        }

        var id = Add(word);
        _slots[slot] = tag | (id + 1);
        if (Size > _slots.Length / 2) Grow();
        return id;
    }

    /// <summary>Which words are not among the <paramref name="limit"/> most frequent; earlier ones win ties, special ones always stay.</summary>
    public bool[] Beyond(int limit)
    {
        var beyond = new bool[Size];
        if (limit <= 0) return beyond;
        foreach (var id in Enumerable.Range(3, Size - 3).OrderByDescending(id => _counts[id]).ThenBy(id => id).Skip(limit)) beyond[id] = true;
        return beyond;
    }

    private uint Add(ReadOnlySpan<byte> word)
    {
        if (_used + word.Length > ChunkBytes)
        {
            _chunks.Add(new byte[Math.Max(ChunkBytes, word.Length)]);
            _used = 0;
        }

        word.CopyTo(_chunks[^1].AsSpan(_used));
        _places.Add(new Place(_chunks.Count - 1, _used, word.Length));
        _used += word.Length;
        _counts.Add(1);
        return (uint)_places.Count - 1;
    }

    private void Grow()
    {
        _slots = new ulong[_slots.Length * 2];
        var mask = _slots.Length - 1;
        for (var id = 0u; id < Size; id++)
        {
            var hash = MurmurHash.Hash(Utf8(id));
            var slot = (int)hash & mask;
            while (_slots[slot] != 0) slot = (slot + 1) & mask;
            _slots[slot] = (hash & ~(ulong)uint.MaxValue) | (id + 1);
        }
    }
}
