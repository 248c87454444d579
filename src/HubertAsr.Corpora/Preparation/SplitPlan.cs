using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HubertAsr.Corpora.Families;

namespace HubertAsr.Corpora.Preparation;

/// <summary>Which split an utterance belongs to.</summary>
/// <param name="DevShare">Share of the units of train that becomes dev.</param>
/// <param name="DevUnits">Units of train that become dev, whatever their hash.</param>
/// <param name="ById">What the user's file says of ids.</param>
/// <param name="BySpeaker">What it says of speakers.</param>
internal sealed record SplitPlan(double DevShare, IReadOnlySet<string> DevUnits, IReadOnlyDictionary<string, string> ById, IReadOnlyDictionary<string, string> BySpeaker)
{
    public const string Train = "train";
    public const string Dev = "dev";
    public const string Test = "test";

    /// <param name="row">The utterance.</param>
    /// <param name="officialSplit">What the corpus says; empty when it says nothing.</param>
    public string Of(LabelRow row, string officialSplit)
    {
        if (ById.TryGetValue(row.Id, out var split) || BySpeaker.TryGetValue(row.Speaker, out split)) return split;
        split = officialSplit.Length > 0 ? officialSplit : Train;
        if (split != Train) return split;
        return DevUnits.Contains(row.SplitUnit) || (DevShare > 0 && Hash(row.SplitUnit) < DevShare) ? Dev : Train;
    }

    /// <summary>A number in [0, 1) that depends on the unit's name alone, so that adding files moves no old one.</summary>
    public static double Hash(string unit)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(unit), digest);
        return (BinaryPrimitives.ReadUInt64BigEndian(digest) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>What the folders and archive names say: the innermost name that speaks of training or validation decides.</summary>
    public static string OfPath(string treePath)
    {
        for (var end = treePath.LastIndexOf('/'); end > 0; end = treePath.LastIndexOf('/', end - 1))
        {
            var name = treePath[(treePath.LastIndexOf('/', end - 1) + 1)..end];
            if (name.Contains("validation", StringComparison.OrdinalIgnoreCase)) return Test;
            if (name.Contains("training", StringComparison.OrdinalIgnoreCase)) return Train;
            if (name.StartsWith("VS", StringComparison.Ordinal) || name.StartsWith("VL", StringComparison.Ordinal)) return Test;
            if (name.StartsWith("TS", StringComparison.Ordinal) || name.StartsWith("TL", StringComparison.Ordinal)) return Train;
        }
        return "";
    }
}
