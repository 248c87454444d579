namespace HubertAsr.Text;

/// <summary>A transcript after the rules.</summary>
/// <param name="Text">The text; empty when the utterance must be dropped.</param>
/// <param name="Flags">What was noticed on the way, such as <c>swapped</c> or <c>repaired-sep</c>.</param>
/// <param name="Reason">Why the utterance must be dropped, or null.</param>
/// <param name="Trace">Each rule that changed the text, and the text after it.</param>
public sealed record NormalizedTranscript(string Text, IReadOnlyList<string> Flags, string? Reason, IReadOnlyList<(string Rule, string Text)> Trace)
{
    /// <summary>The characters outside the allowed set that evaluation deleted, in order; a histogram of them tells which rule is missing.</summary>
    public string Residue { get; init; } = "";
}
