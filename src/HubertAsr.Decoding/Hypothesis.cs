namespace HubertAsr.Decoding;

/// <summary>A text that the decoder found, with its scores kept apart. All scores are natural logs.</summary>
/// <param name="Text">NFC text, words parted by one blank.</param>
/// <param name="Score">Acoustic + Lm.</param>
/// <param name="Acoustic">Log of the summed probability of the label strings that give this text, over the alignments kept in the beam.</param>
/// <param name="Lm">Weighted language model, word bonus and hotwords; 0 without them.</param>
/// <param name="Words">Words in order, their frames inside the audio and monotone.</param>
public sealed record Hypothesis(string Text, double Score, double Acoustic, double Lm, IReadOnlyList<DecodedWord> Words);

/// <summary>One word of a <see cref="Hypothesis"/> and the frames [StartFrame, EndFrame) it was heard in.</summary>
/// <param name="Word">NFC word.</param>
/// <param name="StartFrame">First frame.</param>
/// <param name="EndFrame">One past the last frame.</param>
/// <param name="Confidence">Probability in [0, 1] that the word is right.</param>
public sealed record DecodedWord(string Word, int StartFrame, int EndFrame, double Confidence)
{
    /// <summary>The word's syllables in order; what is no Hangul counts character by character.</summary>
    public IReadOnlyList<DecodedSyllable> Syllables { get; init; } = [];

    /// <summary>Whether the word model reads it as the first word of a further sentence; only where <see cref="DecodeOptions.SentenceEnds"/> lets sentences end.</summary>
    public bool StartsSentence { get; init; }
}

/// <summary>One syllable of a <see cref="DecodedWord"/> and the frames [StartFrame, EndFrame) it was heard in.</summary>
/// <param name="Syllable">NFC, one character.</param>
/// <param name="StartFrame">First frame.</param>
/// <param name="EndFrame">One past the last frame.</param>
/// <param name="Confidence">Probability in [0, 1] that the syllable is right.</param>
public sealed record DecodedSyllable(string Syllable, int StartFrame, int EndFrame, double Confidence)
{
    /// <summary>What else its letters may have been, when <see cref="DecodeOptions.Alternatives"/> asks; null for what is no Hangul.</summary>
    public SyllableLetters? Alternatives { get; init; }
}

/// <summary>The likeliest letters of each place of a syllable, the best first.</summary>
/// <param name="Onset">초성.</param>
/// <param name="Nucleus">중성.</param>
/// <param name="Coda">종성; null if a model of jamo heard none.</param>
public sealed record SyllableLetters(IReadOnlyList<LetterAlternative>? Onset, IReadOnlyList<LetterAlternative>? Nucleus, IReadOnlyList<LetterAlternative>? Coda);

/// <summary>A letter that may have been meant.</summary>
/// <param name="Letter">A conjoining jamo; empty for no coda.</param>
/// <param name="Probability">Its posterior in [0, 1].</param>
public sealed record LetterAlternative(string Letter, double Probability);
