using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>Whether a language model and a vocabulary speak of the same things.</summary>
internal static class LanguageModelCheck
{
    // Below it, hardly a word that the vocabulary can write is one the model knows.
    private const double LeastShare = 0.5;

    /// <summary>What was seen that a user may not have meant, as a sentence; null if nothing was.</summary>
    /// <param name="vocabulary">The acoustic model's tokens.</param>
    /// <param name="words">A word model, or null.</param>
    /// <param name="units">A model of syllables or jamo, or null.</param>
    public static string? Warning(CtcVocabulary vocabulary, NGramModel? words, UnitModel? units)
    {
        string?[] found = [words is null ? null : OfWords(vocabulary, words), units is null ? null : OfUnits(vocabulary, units)];
        var sentences = found.OfType<string>().ToList();
        return sentences.Count > 0 ? string.Join(" ", sentences) : null;
    }

    private static string? OfWords(CtcVocabulary vocabulary, NGramModel model)
    {
        var words = model.Words.Where(word => word.Length > 0 && !word.StartsWith('<')).ToList();
        if (words.Count == 0) return null;
        var single = words.Count(word => word.Length == 1);
        if (single > 0.9 * words.Count)
            return $"the language model looks like one of syllables or jamo ({single} of its {words.Count} words are single characters) without {NGramUnits.Space} for the blank; words are looked up in it. Build it with 'lm build --unit syllable', or give a word model.";
        var spelling = WordSpelling.Of(vocabulary);
        var letters = vocabulary.Tokens.SelectMany(token => token).ToHashSet();
        var spelled = words.Count(word => spelling.Spell(word).All(letters.Contains));
        return spelled < LeastShare * words.Count
            ? $"only {spelled} of the language model's {words.Count} words can be written with the vocabulary's {vocabulary.Count} {Name(vocabulary.Unit)} tokens. Do both belong together?"
            : null;
    }

    private static string? OfUnits(CtcVocabulary vocabulary, UnitModel units)
    {
        var name = units.Unit == NGramUnit.Jamo ? "jamo" : "syllables";
        var isSame = (vocabulary.Unit, units.Unit) is (CtcUnit.Jamo, NGramUnit.Jamo) or (CtcUnit.Syllable, NGramUnit.Syllable);
        return isSame ? null
            : $"the language model is one of {name} ({UnitModel.Describe(units.Model)}, {NGramUnits.Space} among them) and the vocabulary one of {Name(vocabulary.Unit)}: every {(units.Unit == NGramUnit.Jamo ? "jamo" : "syllable")} is scored when it is complete.";
    }

    private static string Name(CtcUnit unit) => unit switch
    {
        CtcUnit.Jamo => "jamo",
        CtcUnit.Syllable => "syllable",
        CtcUnit.CompatibilityJamo => "compatibility jamo",
        _ => "SentencePiece",
    };
}
