using System.Runtime.CompilerServices;

namespace HubertAsr.Decoding;

/// <summary>The words that still matter for the next one, latest first, with their backoffs. [Heafield11] §4.1</summary>
public struct NGramContext
{
    /// <summary>Longest context held: models up to order 10.</summary>
    public const int MaxLength = 9;

    internal Words History;
    internal Backoffs HistoryBackoffs;

    /// <summary>How many words of history matter.</summary>
    public int Length { get; internal set; }

    /// <summary>Whether two contexts give every continuation the same probability.</summary>
    public readonly bool SameAs(in NGramContext other)
    {
        if (Length != other.Length) return false;
        for (var i = 0; i < Length; i++)
            if (History[i] != other.History[i]) return false;
        return true;
    }

    [InlineArray(MaxLength)]
    internal struct Words
    {
        private uint _word;
    }

    [InlineArray(MaxLength)]
    internal struct Backoffs
    {
        private float _backoff;
    }
}
