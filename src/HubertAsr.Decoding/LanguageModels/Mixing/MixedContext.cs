namespace HubertAsr.Decoding;

/// <summary>The n-grams of one context while they are priced, and what they leave for the shorter context.</summary>
internal sealed class MixedContext(int n)
{
    // A context whose words take all the probability still backs off, at next to none.
    private const double LeastLeft = 1e-9;
    private readonly uint[] _words = new uint[n];
    private readonly uint[] _record = new uint[n + 1];
    private double _sum;
    private double _shorterSum;
    private bool _isOpen;

    /// <summary>Both models' contexts after all words.</summary>
    public (NGramContext First, NGramContext Second) Whole { get; private set; }

    /// <summary>Both models' contexts after all words but the first.</summary>
    public (NGramContext First, NGramContext Second) Shorter { get; private set; }

    public bool Holds(ReadOnlySpan<uint> record) => _isOpen && record[..(n - 1)].SequenceEqual(_words.AsSpan(0, n - 1));

    public void Open(ReadOnlySpan<uint> record, (NGramContext First, NGramContext Second) whole, (NGramContext First, NGramContext Second) shorter)
    {
        record[..(n - 1)].CopyTo(_words);
        (Whole, Shorter) = (whole, shorter);
        (_sum, _shorterSum, _isOpen) = (0, 0, true);
    }

    /// <summary>The record of an n-gram with its log10 probability; counts it against what is left.</summary>
    public ReadOnlySpan<uint> Priced(uint word, double probability, double shorterProbability)
    {
        _sum += probability;
        _shorterSum += shorterProbability;
        _words.AsSpan(0, n - 1).CopyTo(_record);
        _record[n - 1] = word;
        _record[n] = BitConverter.SingleToUInt32Bits((float)Math.Min(0, Math.Log10(probability)));
        return _record;
    }

    /// <summary>Gives the context's log10 backoff: what its words leave, over what they leave below.</summary>
    public void Close(RecordSorter backoffs)
    {
        if (!_isOpen) return;
        var backoff = Math.Max(LeastLeft, 1 - _sum) / Math.Max(LeastLeft, 1 - _shorterSum);
        _words[n - 1] = BitConverter.SingleToUInt32Bits((float)Math.Log10(backoff));
        backoffs.Add(_words);
        _isOpen = false;
    }
}
