using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using HubertAsr.Evaluation.Files;

namespace HubertAsr.Evaluation;

/// <summary>What two results must share before their difference means anything.</summary>
/// <param name="Policy">Name of the scoring policy.</param>
/// <param name="PolicyHash">SHA-256 of its text.</param>
/// <param name="Scorer">Name and version of what counted.</param>
/// <param name="Utterances">References as they were given.</param>
/// <param name="CharactersBefore">Their UTF-16 length before the policy.</param>
/// <param name="ScoredUtterances">References that were scored.</param>
/// <param name="CharactersAfter">Their characters after the policy, blanks counted: the denominator of the CER.</param>
/// <param name="ReferenceHash">SHA-256 of ids and references after the policy.</param>
public sealed record ScoreFingerprint(
    string Policy, string PolicyHash, string Scorer, int Utterances, long CharactersBefore, int ScoredUtterances, long CharactersAfter, string ReferenceHash)
{
    public static ScoreFingerprint Of(TranscriptTable references, ScoringPolicy policy, IReadOnlyList<ScoreSet> sets)
    {
        ArgumentNullException.ThrowIfNull(references);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var utterance in sets.SelectMany(set => set.Utterances)) hash.AppendData(Encoding.UTF8.GetBytes($"{utterance.Id}\t{utterance.Reference}\n"));
        var version = typeof(ScoreFingerprint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        return new ScoreFingerprint(
            policy.Name, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(policy.Content))), $"HubertAsr.Evaluation {version}",
            references.Rows.Count, references.Rows.Sum(row => (long)row.Text.Length),
            sets.Sum(set => set.Utterances.Count), sets.Sum(set => set.Total.CerWithSpaces.Reference), Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>What differs between two results, a line each; nothing when they may be compared.</summary>
    public IReadOnlyList<string> DifferencesFrom(ScoreFingerprint other) =>
    [
        .. new (string What, object Ours, object Theirs)[]
        {
            ("policy", $"{Policy} ({PolicyHash[..12]})", $"{other.Policy} ({other.PolicyHash[..12]})"),
            ("scorer", Scorer, other.Scorer),
            ("utterances", Utterances, other.Utterances),
            ("characters before the policy", CharactersBefore, other.CharactersBefore),
            ("scored utterances", ScoredUtterances, other.ScoredUtterances),
            ("reference characters", CharactersAfter, other.CharactersAfter),
            ("references", ReferenceHash[..12], other.ReferenceHash[..12]),
        }.Where(item => !item.Ours.Equals(item.Theirs)).Select(item => $"{item.What}: {item.Ours} against {item.Theirs}"),
    ];
}
