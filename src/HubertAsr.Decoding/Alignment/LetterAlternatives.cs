using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>
/// What else each letter of a heard syllable may have been. Jamo tokens: the posteriors of the letters of the same place, at the letter's surest frame.
/// Syllable tokens: the posteriors of the syllables that share the other two letters.
/// </summary>
internal sealed class LetterAlternatives(TokenTable table, int count)
{
    private readonly char[] _syllables = [.. table.Characters.Take(table.Count).Select(characters => characters.Length == 1 && Hangul.IsSyllable(characters[0]) ? characters[0] : default)];

    /// <returns>Letters by falling probability, the heard one among them when it is likely enough; null for what is no Hangul.</returns>
    public SyllableLetters? Of(Emissions emissions, IReadOnlyList<LabelSpan> syllable)
    {
        var first = syllable[0];
        if (_syllables[first.Label] is var heard and not default(char)) return OfSyllable(emissions.Frame(first.PeakFrame), Letters(heard));
        if (!syllable.Any(span => table.RoleOf(span.Label) != HangulRole.Other)) return null;
        return new SyllableLetters(OfRole(emissions, syllable, HangulRole.Onset), OfRole(emissions, syllable, HangulRole.Nucleus), OfRole(emissions, syllable, HangulRole.Coda));
    }

    private List<LetterAlternative>? OfRole(Emissions emissions, IReadOnlyList<LabelSpan> syllable, HangulRole role)
    {
        foreach (var span in syllable)
        {
            if (table.RoleOf(span.Label) != role) continue;
            var frame = emissions.Frame(span.PeakFrame);
            var letters = new List<LetterAlternative>();
            for (var token = 0; token < table.Count; token++)
                if (table.RoleOf(token) == role) letters.Add(new LetterAlternative(table.Characters[token], Probability(frame[token])));
            return Likeliest(letters);
        }

        return null;
    }

    private SyllableLetters OfSyllable(ReadOnlySpan<float> frame, string[] heard)
    {
        var found = new[] { new List<LetterAlternative>(), new List<LetterAlternative>(), new List<LetterAlternative>() };
        for (var token = 0; token < _syllables.Length; token++)
        {
            if (_syllables[token] == default) continue;
            var letters = Letters(_syllables[token]);
            var shared = letters.Zip(heard).Count(pair => pair.First == pair.Second);
            for (var place = 0; place < found.Length; place++)
                if (shared == found.Length || (shared == found.Length - 1 && letters[place] != heard[place]))
                    found[place].Add(new LetterAlternative(letters[place], Probability(frame[token])));
        }

        return new SyllableLetters(Likeliest(found[0]), Likeliest(found[1]), Likeliest(found[2]));
    }

    private List<LetterAlternative> Likeliest(List<LetterAlternative> letters) => [.. letters.OrderByDescending(letter => letter.Probability).Take(count)];

    private static double Probability(float logProb) => Math.Min(1, Math.Exp(logProb));

    private static string[] Letters(char syllable)
    {
        var jamo = Hangul.ToJamo(syllable.ToString());
        return [jamo[..1], jamo[1..2], jamo[2..]];
    }
}
