namespace HubertAsr.Decoding;

/// <summary>One kept prefix after a frame. [Hannun14] algorithm 1.</summary>
internal struct BeamEntry
{
    public int Node;

    /// <summary>Log probability of all kept alignments that end in a blank.</summary>
    public double Blank;

    /// <summary>Log probability of all kept alignments that end in the prefix's last token.</summary>
    public double NonBlank;

    /// <summary>Log probability of all kept alignments with a word boundary after the last token, where blanks have a cost; else −∞.</summary>
    public double Spaced;

    /// <summary>ln(eᴮˡᵃⁿᵏ + eᴺᵒⁿᴮˡᵃⁿᵏ + eˢᵖᵃᶜᵉᵈ)</summary>
    public double Acoustic;

    /// <summary>Acoustic plus what is fused with it; what the beam is cut by.</summary>
    public double Score;
}
