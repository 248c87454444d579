namespace HubertAsr.Decoding;

/// <summary>A sorted stream with its first record at hand.</summary>
internal sealed class TrieStream
{
    private readonly RecordStream _stream;

    public TrieStream(RecordStream stream)
    {
        _stream = stream;
        Advance();
    }

    public bool HasCurrent { get; private set; }

    public ReadOnlySpan<uint> Current => _stream.Current;

    public void Advance() => HasCurrent = _stream.Next();
}

/// <summary>Writes the entries of one order, one after another.</summary>
internal sealed unsafe class TrieLevelWriter(TrieLevel level, TrieQuantization quantization, TrieBins bins)
{
    private readonly bool _isLongest = level.BackoffBits == 0;

    /// <summary>Entries written: where the next one goes.</summary>
    public ulong Count { get; private set; }

    public void Write(uint word, float log10, float backoff, ulong next)
    {
        var bit = Count * (ulong)level.TotalBits;
        BitPacking.Write(level.Entries, bit, word);
        bit += (ulong)level.WordBits;
        if (quantization == TrieQuantization.Off)
        {
            BitPacking.Write(level.Entries, bit, BitConverter.SingleToUInt32Bits(log10) & 0x7FFF_FFFF);
            if (!_isLongest) BitPacking.Write(level.Entries, bit + 31, BitConverter.SingleToUInt32Bits(backoff));
        }
        else
        {
            BitPacking.Write(level.Entries, bit + (ulong)level.BackoffBits, bins.Log10Bin(log10));
            if (!_isLongest) BitPacking.Write(level.Entries, bit, bins.BackoffBin(backoff));
        }

        if (!_isLongest) WriteNext(next);
        Count++;
    }

    /// <summary>The end of the last entry's children.</summary>
    public void WriteNext(ulong next) =>
        BitPacking.Write(level.Entries, (Count * (ulong)level.TotalBits) + (ulong)(level.TotalBits - level.NextBits), next);
}

/// <summary>Goes through all orders in suffix order at once: every n-gram comes right after its own suffix.</summary>
internal sealed class TrieWalk(TrieStream[] nGrams, TrieStream[] contexts, TrieLevelWriter[] levels)
{
    private const uint NoExtension = 0x8000_0000;

    /// <summary>Where the next n-gram of order <paramref name="n"/> goes.</summary>
    public ulong Next(int n) => n - 2 < levels.Length ? levels[n - 2].Count : 0;

    /// <summary>Whether a longer n-gram begins with these words; asked in suffix order.</summary>
    public bool IsContext(ReadOnlySpan<uint> words)
    {
        var stream = contexts[words.Length - 1];
        if (!stream.HasCurrent || !stream.Current.SequenceEqual(words)) return false;
        while (stream.HasCurrent && stream.Current.SequenceEqual(words)) stream.Advance();
        return true;
    }

    /// <summary>Writes all n-grams that end in these words.</summary>
    public void Descend(ReadOnlySpan<uint> suffix)
    {
        var n = suffix.Length + 1;
        if (n - 2 >= nGrams.Length) return;
        var stream = nGrams[n - 2];
        Span<uint> words = stackalloc uint[n];
        while (stream.HasCurrent && stream.Current[1..n].SequenceEqual(suffix))
        {
            stream.Current[..n].CopyTo(words);
            var (log10, backoff) = (BitConverter.UInt32BitsToSingle(stream.Current[n]), stream.Current[n + 1]);
            stream.Advance();
            var extended = n - 1 < contexts.Length && IsContext(words) && backoff == NoExtension ? 0 : backoff;
            levels[n - 2].Write(words[0], log10, BitConverter.UInt32BitsToSingle(extended), Next(n + 1));
            Descend(words);
        }
    }

    /// <summary>Ends every order.</summary>
    /// <exception cref="InvalidDataException">N-grams or contexts were never come to: what they need is missing.</exception>
    public void Finish(ArpaReader arpa)
    {
        for (var n = 2; n < levels.Length + 1; n++) levels[n - 2].WriteNext(Next(n + 1));
        for (var i = 0; i < levels.Length; i++)
        {
            if (nGrams[i].HasCurrent) throw arpa.Wrong($"a {i + 2}-gram whose last {i + 1} words are no {i + 1}-gram of the file. Write a probing binary, which allows that");
            if (contexts[i].HasCurrent) throw arpa.Wrong($"a {i + 2}-gram whose first {i + 1} words are no {i + 1}-gram of the file. Was it pruned by a tool that leaves holes?");
        }
    }
}
