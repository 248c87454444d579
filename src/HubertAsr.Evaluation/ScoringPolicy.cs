using HubertAsr.Text;

namespace HubertAsr.Evaluation;

/// <summary>What is done to both texts before they are compared.</summary>
/// <param name="Name">As the report prints it.</param>
/// <param name="Content">The policy file's text; part of the fingerprint.</param>
/// <param name="Reference">Applied to references; an empty result leaves the utterance out.</param>
/// <param name="Hypothesis">Applied to hypotheses.</param>
public sealed record ScoringPolicy(string Name, string Content, Func<string, string> Reference, Func<string, string> Hypothesis)
{
    /// <summary>NFC and blanks collapsed, which <see cref="Scorer"/> does anyway; nothing else.</summary>
    public static ScoringPolicy Verbatim { get; } = new("verbatim", TextAssets.Find("eval/policies/verbatim.toml")!, text => text, text => text);
}
