using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>A language model of syllables or jamo, with <c>▁</c> for the blank between words.</summary>
internal sealed record UnitModel(NGramModel Model, NGramUnit Unit)
{
    // A few units of several characters, as tags are, do not make a model one of words.
    private const double ShareOfSingles = 0.9;

    /// <summary>What the words of a model are: syllables or jamo when it knows <c>▁</c> and hardly a word is longer than one character.</summary>
    public static NGramUnit UnitOf(NGramModel model)
    {
        if (model.Index(NGramUnits.Space) == NGramModel.Unknown) return NGramUnit.Word;
        var words = model.Words.Where(word => !word.StartsWith('<')).ToList();
        if (words.Count(IsSingle) < ShareOfSingles * words.Count) return NGramUnit.Word;
        // A binary may come without its words: every text of jamo has this vowel.
        var jamo = words.Count == 0 ? model.Index("ᅡ") != NGramModel.Unknown : words.Count(IsJamo) > words.Count(IsSyllable);
        return jamo ? NGramUnit.Jamo : NGramUnit.Syllable;
    }

    /// <summary>What was seen of a model's words, for messages.</summary>
    public static string Describe(NGramModel model)
    {
        var words = model.Words.Where(word => !word.StartsWith('<')).ToList();
        return $"{words.Count(IsSingle)} of its {words.Count} words are single characters";
    }

    private static bool IsSingle(string word) => word.Length == 1;

    private static bool IsJamo(string word) => IsSingle(word) && Hangul.IsConjoiningJamo(word[0]);

    private static bool IsSyllable(string word) => IsSingle(word) && Hangul.IsSyllable(word[0]);
}
