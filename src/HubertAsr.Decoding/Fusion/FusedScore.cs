namespace HubertAsr.Decoding;

/// <summary>What the language side says of a prefix, and where it stands for the next token. Natural logs, weights applied.</summary>
internal struct FusedScore
{
    /// <summary>Score of all that is decided: completed words and hotwords.</summary>
    public double Committed;

    /// <summary>Price of the word that is not complete yet; replaced when it is.</summary>
    public double Pending;

    /// <summary>Language model context after the completed words, an index of the fusion's contexts.</summary>
    public int Context;

    /// <summary>Node of the lexicon trie the open word stands at; negative = no word of the lexicon begins so.</summary>
    public int LexiconNode;

    /// <summary>Node of the hotword trie; negative = none.</summary>
    public int HotwordNode;

    /// <summary>Context of the model of syllables or jamo, an index of its contexts.</summary>
    public int UnitContext;

    /// <summary>A unit that the next token may still change: a syllable without its coda, a blank that may be the text's last; the default for none.</summary>
    public char OpenUnit;

    /// <summary>Characters of the open word; 0 = between words.</summary>
    public int OpenLength;

    public readonly double Total => Committed + Pending;

    /// <summary>Whether whatever follows adds the same to both.</summary>
    public readonly bool GoesOnAs(in FusedScore other) => Context == other.Context && LexiconNode == other.LexiconNode && OpenLength == other.OpenLength
        && HotwordNode == other.HotwordNode && UnitContext == other.UnitContext && OpenUnit == other.OpenUnit;
}
