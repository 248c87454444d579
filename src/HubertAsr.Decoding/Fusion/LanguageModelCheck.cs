using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>Whether a language model and a vocabulary speak of the same things.</summary>
internal static class LanguageModelCheck
{
    // Below it, hardly a word that the vocabulary can write is one the model knows.
    private const double LeastShare = 0.5;

    // A list of words in a message is to be looked at, not read through.
    private const int MostShown = 5;

    /// <summary>What was seen that a user may not have meant, as a sentence; null if nothing was.</summary>
    /// <param name="vocabulary">The acoustic model's tokens.</param>
    /// <param name="words">A word model, or null.</param>
    /// <param name="units">A model of syllables or jamo, or null.</param>
    /// <param name="lexicon">The words of a closed lexicon.</param>
    /// <param name="hotwords">Words to favour, their forms with particles written as they are; null where none were asked for.</param>
    public static string? Warning(CtcVocabulary vocabulary, NGramModel? words, UnitModel? units, IReadOnlyList<LexiconEntry> lexicon, IReadOnlyList<Hotword>? hotwords)
    {
        var writable = new WritableText(vocabulary);
        string?[] found =
        [
            OfBoundaries(words),
            OfBoundaries(units?.Model),
            words is null ? null : OfWords(vocabulary, words, writable),
            units is null ? null : OfUnits(vocabulary, units),
            OfList("words of the lexicon", [.. lexicon.Where(entry => entry.Heard is null).Select(entry => entry.Word)], writable),
            hotwords is { Count: 0 } ? "the hotword file holds no words, so nothing is favoured; one word a line was expected." : null,
            OfList("hotwords", [.. (hotwords ?? []).Where(hotword => hotword.Stem is null).Select(hotword => hotword.Word)], writable),
        ];
        var sentences = found.OfType<string>().ToList();
        return sentences.Count > 0 ? string.Join(" ", sentences) : null;
    }

    private static string? OfList(string what, IReadOnlyList<string> words, WritableText writable)
    {
        string[] strange = [.. words.Where(word => !writable.Holds(word)).Distinct()];
        if (strange.Length == 0) return null;
        var shown = string.Join(", ", strange.Take(MostShown).Select(word => $"'{word}'"));
        var others = strange.Length > MostShown ? $" and {strange.Length - MostShown} more" : "";
        return $"{strange.Length} of {words.Count} {what} cannot be written with the vocabulary's tokens and are never found: {shown}{others}. Spell them with its characters.";
    }

    private static string? OfBoundaries(NGramModel? model)
    {
        if (model is null || (model.SentenceStart != NGramModel.Unknown && model.SentenceEnd != NGramModel.Unknown)) return null;
        var missing = model.SentenceStart == NGramModel.Unknown ? "<s>" : "</s>";
        return $"the language model has no {missing}: every sentence is scored as if an unknown word stood there. 'lm build' makes one with it.";
    }

    private static string? OfWords(CtcVocabulary vocabulary, NGramModel model, WritableText writable)
    {
        var words = model.Words.Where(word => word.Length > 0 && !word.StartsWith('<')).ToList();
        if (words.Count == 0) return null;
        var single = words.Count(word => word.Length == 1);
        if (single > 0.9 * words.Count)
            return $"the language model looks like one of syllables or jamo ({single} of its {words.Count} words are single characters) without {NGramUnits.Space} for the blank; words are looked up in it. Build it with 'lm build --unit syllable', or give a word model.";
        var spelled = words.Count(writable.Holds);
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
