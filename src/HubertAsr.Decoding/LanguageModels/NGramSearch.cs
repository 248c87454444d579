using System.Runtime.CompilerServices;

namespace HubertAsr.Decoding;

/// <summary>Where a lookup stands after some words, latest first.</summary>
internal struct NGramNode
{
    /// <summary>Probing: the hash of the words. Trie: first entry of the next order.</summary>
    public ulong Begin;

    /// <summary>Trie: one past the last entry of the next order.</summary>
    public ulong End;

    /// <summary>Whether no longer n-gram of the model ends in these words.</summary>
    public bool IsLeaf;

    /// <summary>Trie: keeps a damaged file from being read past its end.</summary>
    public void Clamp(ulong count)
    {
        End = Math.Min(End, count);
        Begin = Math.Min(Begin, End);
    }
}

/// <summary>How one file layout finds n-grams. Structs, so that each layout gets its own compiled scoring loop.</summary>
internal interface INGramSearch
{
    float Unigram(uint word, out NGramNode node, out float backoff);

    /// <summary>One word further back, an n-gram of 2 … order − 1 words.</summary>
    bool Middle(int orderMinus2, uint word, ref NGramNode node, out float log10, out float backoff);

    bool Longest(uint word, in NGramNode node, out float log10);
}

/// <summary>Katz backoff over any layout, with contexts no longer than they must be. [Heafield11] §4.1</summary>
internal sealed class SearchedModel<TSearch>(TSearch search, ModelVocabulary vocabulary, ModelFacts facts, ModelMemory memory) : NGramModel
    where TSearch : struct, INGramSearch
{

    // Not readonly: the compiler would copy the struct before every call.
    private TSearch _search = search;

    public override int Order => facts.Counts.Length;

    public override IReadOnlyList<long> Counts => facts.Counts;

    public override string Kind => facts.Kind;

    public override IReadOnlyList<string> Words => vocabulary.Words;

    public override uint Index(ReadOnlySpan<byte> utf8Word) => vocabulary.Index(utf8Word);

    public override NGramScore Score(in NGramContext context, uint word, out NGramContext following)
    {
        Unsafe.SkipInit(out following);
        var log10 = _search.Unigram(word, out var node, out var backoff);
        following.HistoryBackoffs[0] = backoff;
        following.History[0] = word;
        var nextLength = HasExtension(backoff) ? 1 : 0;
        var found = 1;
        for (var i = 0; i < context.Length && !node.IsLeaf; i++)
        {
            if (i == Order - 2)
            {
                if (_search.Longest(context.History[i], node, out var longest)) (log10, found) = (longest, Order);
                break;
            }

            if (!_search.Middle(i, context.History[i], ref node, out var middle, out backoff)) break;
            (log10, found) = (middle, i + 2);
            following.HistoryBackoffs[i + 1] = backoff;
            if (HasExtension(backoff)) nextLength = found;
        }

        for (var i = found - 1; i < context.Length; i++) log10 += context.HistoryBackoffs[i];
        following.Length = nextLength;
        for (var i = 1; i < nextLength; i++) following.History[i] = context.History[i - 1];
        return new NGramScore(log10, found);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) memory.Dispose();
        base.Dispose(disposing);
    }

    // A backoff of −0 says that nothing follows these words, so they need not be remembered; +0 is a backoff that costs nothing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasExtension(float backoff) => BitConverter.SingleToUInt32Bits(backoff) != 0x8000_0000;
}

/// <summary>What a model's file says of itself.</summary>
internal sealed record ModelFacts(string Kind, long[] Counts);
