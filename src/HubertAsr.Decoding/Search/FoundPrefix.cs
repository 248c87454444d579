namespace HubertAsr.Decoding;

/// <summary>A label string at the end of the search.</summary>
/// <param name="Labels">Tokens without blanks; word boundaries never repeated, never first or last.</param>
/// <param name="Acoustic">Log of the summed probability of its kept alignments.</param>
/// <param name="Lm">What was fused with it, sentence end included.</param>
internal sealed record FoundPrefix(int[] Labels, double Acoustic, double Lm)
{
    public double Score => Acoustic + Lm;
}
