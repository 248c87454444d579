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

    /// <summary>Characters of the open word; 0 = between words.</summary>
    public int OpenLength;

    public readonly double Total => Committed + Pending;
}
