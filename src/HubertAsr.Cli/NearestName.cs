namespace HubertAsr.Cli;

/// <summary>What a person who typed an unknown name probably meant.</summary>
internal static class NearestName
{
    /// <returns>The known name with the fewest edits, if at most two or a third of its letters differ; else null.</returns>
    public static string? Of(string typed, IEnumerable<string> known) =>
        known.Select(name => (Name: name, Edits: Edits(typed, name)))
            .Where(candidate => candidate.Edits <= Math.Max(Math.Min(2, typed.Length - 1), candidate.Name.Length / 3))
            .OrderBy(candidate => candidate.Edits)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();

    // Levenshtein with one row; two swapped letters count two, which the threshold above allows for.
    private static int Edits(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
