using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Benchmarks;

/// <summary>Sentences of made-up words, and emissions of a model that hears them half well. The same on every machine.</summary>
internal static class MadeUpSpeech
{
    private const int WordCount = 5000;
    private const int SentenceCount = 9000;
    private const int UtteranceCount = 20;
    private const int FramesPerLabel = 3;

    /// <summary>As many different syllables as a small corpus has.</summary>
    private const int SyllableCount = 800;

    public static Speech Of(CtcUnit unit)
    {
        var random = new Random(1);
        var syllables = Enumerable.Range(0, SyllableCount).Select(_ => (char)('가' + random.Next(11172))).ToArray();
        var words = Enumerable.Range(0, WordCount).Select(_ => new string(random.GetItems(syllables, random.Next(1, 5)))).ToArray();
        var sentences = Enumerable.Range(0, SentenceCount).Select(_ => Sentence(words, random)).ToList();
        var vocabulary = unit == CtcUnit.Jamo ? CtcVocabulary.ForJamo(sentences) : CtcVocabulary.ForSyllables(sentences);
        var tokenizer = CtcTokenizer.Create(vocabulary);
        var utterances = sentences.Take(UtteranceCount).Select(sentence => Heard(tokenizer.EncodeLabels(sentence), vocabulary, random));
        return new Speech(vocabulary, Speech.Thousand([.. utterances]), sentences);
    }

    /// <summary>Words by Zipf's law: the cube of an even draw favours the first.</summary>
    private static string Sentence(string[] words, Random random) =>
        string.Join(' ', Enumerable.Range(0, random.Next(3, 12)).Select(_ => words[(int)(WordCount * Math.Pow(random.NextDouble(), 3))]));

    /// <summary>Each label once, blanks after it, noise everywhere.</summary>
    private static Emissions Heard(int[] labels, CtcVocabulary vocabulary, Random random)
    {
        var frames = labels.Length * FramesPerLabel;
        var values = new float[frames * vocabulary.Count];
        for (var frame = 0; frame < frames; frame++)
        {
            var row = values.AsSpan(frame * vocabulary.Count, vocabulary.Count);
            foreach (ref var value in row) value = 5 * random.NextSingle();
            row[frame % FramesPerLabel == 0 ? labels[frame / FramesPerLabel] : vocabulary.BlankId] += 5 + (4 * random.NextSingle());
            var total = 0.0;
            foreach (var value in row) total += Math.Exp(value);
            foreach (ref var value in row) value -= (float)Math.Log(total);
        }

        return new Emissions(values, frames, vocabulary.Count);
    }
}
