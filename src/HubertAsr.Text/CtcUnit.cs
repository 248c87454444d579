namespace HubertAsr.Text;

/// <summary>What one CTC label stands for.</summary>
public enum CtcUnit
{
    /// <summary>A conjoining jamo (U+1100…, U+1161…, U+11A8…): its place in the syllable is in the label.</summary>
    Jamo,

    /// <summary>A whole syllable.</summary>
    Syllable,

    /// <summary>A piece of a SentencePiece model; <c>▁</c> begins a word.</summary>
    SentencePiece,

    /// <summary>A compatibility jamo (U+3131…), as on a keyboard: its place in the syllable must be found by an automaton.</summary>
    CompatibilityJamo,
}
