namespace HubertAsr.Decoding;

/// <summary>Words of a binary model by the hash of their UTF-8.</summary>
internal abstract class ModelVocabulary(IReadOnlyList<string> words)
{
    protected static readonly ulong UnknownHash = MurmurHash.Hash("<unk>"u8);
    protected static readonly ulong UnknownCapitalHash = MurmurHash.Hash("<UNK>"u8);

    public IReadOnlyList<string> Words => words;

    public abstract uint Index(ReadOnlySpan<byte> utf8Word);

    public static bool IsUnknown(ulong hash) => hash == UnknownHash || hash == UnknownCapitalHash;
}

/// <summary>Open addressing: entries of a 64-bit hash and a 32-bit id, 12 bytes each; hash 0 = empty.</summary>
internal sealed unsafe class HashedVocabulary(byte* table, ulong buckets, long unigramCount, IReadOnlyList<string> words) : ModelVocabulary(words)
{
    public const int HeaderBytes = 8;
    public const int EntryBytes = 12;

    public override uint Index(ReadOnlySpan<byte> utf8Word)
    {
        var hash = MurmurHash.Hash(utf8Word);
        var first = hash % buckets;
        var bucket = first;
        do
        {
            var entry = table + (bucket * EntryBytes);
            var key = *(ulong*)entry;
            // An id past the unigrams is damage; nothing is known of such a word.
            if (key == hash) return *(uint*)(entry + 8) < unigramCount ? *(uint*)(entry + 8) : NGramModel.Unknown;
            if (key == 0) return NGramModel.Unknown;
            if (++bucket == buckets) bucket = 0;
        }
        while (bucket != first);
        return NGramModel.Unknown;
    }

    /// <returns>False if the word is there already.</returns>
    public static bool Insert(byte* table, ulong buckets, ulong hash, uint id)
    {
        var bucket = hash % buckets;
        for (; *(ulong*)(table + (bucket * EntryBytes)) != 0; bucket = bucket + 1 == buckets ? 0 : bucket + 1)
            if (*(ulong*)(table + (bucket * EntryBytes)) == hash) return false;
        *(ulong*)(table + (bucket * EntryBytes)) = hash;
        *(uint*)(table + (bucket * EntryBytes) + 8) = id;
        return true;
    }
}

/// <summary>Sorted 64-bit hashes; the id is the place plus one.</summary>
internal sealed unsafe class SortedVocabulary(ulong* hashes, long count, IReadOnlyList<string> words) : ModelVocabulary(words)
{
    public override uint Index(ReadOnlySpan<byte> utf8Word)
    {
        var found = new ReadOnlySpan<ulong>(hashes, checked((int)count)).BinarySearch(MurmurHash.Hash(utf8Word));
        return found < 0 ? NGramModel.Unknown : (uint)found + 1;
    }
}
