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
public sealed record DecodedWord(string Word, int StartFrame, int EndFrame, double Confidence);
