namespace HubertAsr.Decoding;

/// <summary>One word of a scored sentence.</summary>
/// <param name="Word">The word; <c>&lt;/s&gt;</c> for the end.</param>
/// <param name="Log10">log10 p(word | what comes before).</param>
/// <param name="NGramLength">Length of the n-gram the model had for it.</param>
/// <param name="IsUnknown">Whether the model does not know the word.</param>
public sealed record WordScore(string Word, double Log10, int NGramLength, bool IsUnknown);

/// <summary>A sentence as a language model scores it.</summary>
/// <param name="Words">Its words; the sentence end last when boundaries were asked for.</param>
public sealed record SentenceScore(IReadOnlyList<WordScore> Words)
{
    /// <summary>log10 probability of the sentence, added up in single precision as KenLM does: the sums then agree to the last digit.</summary>
    public double Log10 => Words.Aggregate(0f, (sum, word) => sum + (float)word.Log10);

    /// <summary>Scores the words of <paramref name="sentence"/>, parted by blanks.</summary>
    /// <param name="model">Any model.</param>
    /// <param name="sentence">Words parted by blanks; a syllable or jamo model wants its units parted so.</param>
    /// <param name="boundaries">Whether the sentence begins after <c>&lt;s&gt;</c> and pays for <c>&lt;/s&gt;</c>.</param>
    /// <exception cref="InvalidDataException">The model's file is damaged where the sentence needs it.</exception>
    public static SentenceScore Of(NGramModel model, string sentence, bool boundaries = true)
    {
        var context = boundaries ? model.BeginSentence() : default;
        var scores = new List<WordScore>();
        foreach (var word in sentence.Split(NGramUnits.Blanks, StringSplitOptions.RemoveEmptyEntries))
        {
            var id = model.Index(word);
            var score = model.CheckedScore(context, id, out var next);
            scores.Add(new WordScore(word, score.Log10, score.NGramLength, id == NGramModel.Unknown));
            context = next;
        }

        if (boundaries)
        {
            var end = model.CheckedScore(context, model.SentenceEnd, out _);
            scores.Add(new WordScore("</s>", end.Log10, end.NGramLength, model.SentenceEnd == NGramModel.Unknown));
        }

        return new SentenceScore(scores);
    }
}
