using System.Globalization;
using HubertAsr.Evaluation.Files;

namespace HubertAsr.Evaluation.TestSets;

/// <summary>
/// Holds the references of scored sets against known sizes and frozen ids: a wrong normaliser, a lost file or another list of utterances shows before any error rate does.
/// </summary>
/// <param name="known">Sets with known sizes.</param>
/// <param name="policy">Name of the scoring policy.</param>
public sealed class TestSetCheck(IReadOnlyList<KnownTestSet> known, string policy)
{
    /// <summary>One verdict for each scored set that a known one describes; hypotheses have no part in it.</summary>
    /// <exception cref="FileNotFoundException">A file of ids that is not there.</exception>
    public IReadOnlyList<TestSetVerdict> Check(TranscriptTable references, IReadOnlyList<ScoreSet> sets)
    {
        var corpus = references.ColumnIndex("corpus");
        var corpora = corpus < 0 ? [] : references.Rows.ToDictionary(row => row.Id, row => row.Fields[corpus], StringComparer.Ordinal);
        return [.. sets.SelectMany(set => known.Where(one => Describes(one, set, corpora.GetValueOrDefault(set.Utterances[0].Id, ""))).Select(one => Compare(one, set)))];
    }

    private static bool Describes(KnownTestSet known, ScoreSet set, string corpus)
    {
        var slash = set.Name.LastIndexOf('/');
        var prefix = slash < 0 ? "" : set.Name[..slash];
        return set.Name[(slash + 1)..] == known.Name
            && (corpus.Contains(known.Corpus, StringComparison.OrdinalIgnoreCase) || prefix.Contains(known.Corpus, StringComparison.OrdinalIgnoreCase));
    }

    private TestSetVerdict Compare(KnownTestSet known, ScoreSet set)
    {
        List<string> agree = [], differ = [];
        if (known.Utterances > 0) Add(set.Utterances.Count == known.Utterances, $"{Count(set.Utterances.Count)} utterances with a reference", Count(known.Utterances));
        if (known.Ids.Length > 0) CompareIds(known.Ids, set, agree, differ);
        // Sizes of another list of utterances say nothing.
        if (differ.Count == 0) CompareSizes();
        return new TestSetVerdict(set.Name, known.Source, differ.Count == 0, [.. differ, .. agree]);

        void CompareSizes()
        {
            if (known.Policies.Length > 0 && !known.Policies.Contains(policy))
            {
                agree.Add($"words and characters are known under {string.Join(", ", known.Policies)}, not under {policy}: not compared");
                return;
            }

            AddSize(known.Words, set.Total.Wer.Reference, "words");
            AddSize(known.Characters, set.Total.CerWithSpaces.Reference, "characters with blanks");
        }

        void AddSize(long[] range, long found, string what)
        {
            if (range.Length == 0) return;
            var (least, most) = (range.Min(), range.Max());
            var off = found < least ? (double)(found - least) / least : found > most ? (double)(found - most) / most : 0;
            var percent = off == 0 ? "" : $" ({(100 * off).ToString("+0.00;-0.00", CultureInfo.InvariantCulture)} %)";
            Add(Math.Abs(off) <= known.Tolerance, $"{Count(found)} {what}{percent}", least == most ? Count(least) : $"{Count(least)} to {Count(most)}");
        }

        void Add(bool isEqual, string found, string expected) => (isEqual ? agree : differ).Add($"{found}; {expected} expected");
    }

    private static void CompareIds(string path, ScoreSet set, List<string> agree, List<string> differ)
    {
        var frozen = FrozenIds.Read(path);
        var scored = set.Utterances.Select(utterance => utterance.Id).ToHashSet(StringComparer.Ordinal);
        string[] lost = [.. frozen.Where(id => !scored.Contains(id))];
        string[] strange = [.. scored.Except(frozen, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (lost.Length > 0) differ.Add($"{Count(lost.Length)} ids of {Path.GetFileName(path)} are not scored: {MatchedTranscripts.List(lost)}");
        if (strange.Length > 0) differ.Add($"{Count(strange.Length)} scored ids are not in {Path.GetFileName(path)}: {MatchedTranscripts.List(strange)}");
        if (lost.Length + strange.Length == 0) agree.Add($"the {Count(scored.Count)} ids of {Path.GetFileName(path)}");
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
