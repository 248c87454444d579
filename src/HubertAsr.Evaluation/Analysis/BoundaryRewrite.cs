namespace HubertAsr.Evaluation.Analysis;

/// <summary>Where two syllables meet: the first one's final consonant, the second one's initial consonant and vowel.</summary>
internal readonly record struct Meeting(char Coda, char Onset, char Nucleus);

/// <summary>One rewrite of the boundary table: sets of letters on the left, sets of letters or "as it was" on the right.</summary>
internal sealed record BoundaryRewrite(string Codas, string Onsets, string Nuclei, string ToCodas, string ToOnsets)
{
    private const string Any = "*", Some = "!", Same = "=";

    /// <summary>Parses <c>ㄱㄲ+ㄴㅁ[+ㅣㅕ]>ㅇ+=</c>.</summary>
    public static BoundaryRewrite Parse(string text)
    {
        var sides = text.Split('>');
        var left = sides[0].Split('+');
        var right = sides.Length == 2 ? sides[1].Split('+') : [];
        if (left.Length is not (2 or 3) || right.Length != 2)
            throw new InvalidDataException($"lexicon/phonology: '{text}' is no rewrite; FINAL+INITIAL[+VOWELS]>FINAL+INITIAL was expected.");
        return new BoundaryRewrite(left[0], left[1], left.Length == 3 ? left[2] : Any, right[0], right[1]);
    }

    public bool Gives(Meeting from, Meeting to) =>
        (Codas == Any || (Codas == Some ? from.Coda != SyllableParts.NoCoda : Codas.Contains(from.Coda, StringComparison.Ordinal)))
        && (Onsets == Any || Onsets.Contains(from.Onset, StringComparison.Ordinal))
        && (Nuclei == Any || Nuclei.Contains(from.Nucleus, StringComparison.Ordinal))
        && Becomes(ToCodas, from.Coda, to.Coda)
        && Becomes(ToOnsets, from.Onset, to.Onset);

    private static bool Becomes(string set, char from, char to) => set == Same ? from == to : set.Contains(to, StringComparison.Ordinal);
}
