using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using HubertAsr.Corpora.Preparation;

namespace HubertAsr.Corpora;

/// <summary>How a manifest is divided (verb `split`).</summary>
public sealed record SplitOptions
{
    [Description("column whose values are never divided")]
    public string By { get; init; } = "speaker";

    [Description("share of the values that becomes dev")]
    [Range(0.0, 0.9)]
    public double Dev { get; init; } = 0.02;

    [Description("share of the values that becomes test")]
    [Range(0.0, 0.9)]
    public double Test { get; init; } = 0.02;

    [Description("another seed divides otherwise")]
    public int Seed { get; init; }
}

/// <summary>
/// Gives every row of a manifest a split by the hash of its speaker (or of another column), so that added rows move no old one. An empty value is a
/// value of its own for each row.
/// </summary>
public sealed class ManifestSplitter(SplitOptions options)
{
    /// <summary>Rewrites the column `split`; nothing else changes.</summary>
    /// <returns>Utterances, hours and speakers of each split.</returns>
    /// <exception cref="ArgumentException">The shares leave nothing for train.</exception>
    /// <exception cref="InvalidDataException">The manifest is wrong, or has no such column.</exception>
    public IReadOnlyDictionary<string, SetFigures> Run(string manifestPath, string outPath)
    {
        if (options.Dev + options.Test >= 1) throw new ArgumentException($"dev {options.Dev} and test {options.Test} leave nothing for train; their sum must be below 1.");
        var columns = Manifest.ReadColumns(manifestPath);
        if (!columns.Contains(options.By)) throw new InvalidDataException($"{manifestPath}:1: no column {options.By}; found {string.Join(", ", columns)}.");
        var (figures, position) = (new ReportFigures(), Array.IndexOf(ManifestColumns.Known, options.By));
        using var writer = new ManifestWriter(outPath, columns.Except(ManifestColumns.Known));
        foreach (var row in Manifest.Read(manifestPath))
        {
            var value = position >= 0 ? ManifestColumns.Values(row)[position] : row.Further[options.By];
            var split = row with { Split = SplitOf(value.Length > 0 ? value : row.Id) };
            if (split.Rate > 0 && split.Samples > 0) figures.Add(split);
            writer.Write(split);
        }
        writer.Commit();
        return figures.Complete(new PreparationReport()).Splits;
    }

    private string SplitOf(string value)
    {
        var hash = SplitPlan.Hash(options.Seed == 0 ? value : $"{options.Seed}\0{value}");
        return hash < options.Dev ? SplitPlan.Dev : hash < options.Dev + options.Test ? SplitPlan.Test : SplitPlan.Train;
    }
}
