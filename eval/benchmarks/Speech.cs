using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Benchmarks;

/// <summary>What is searched: emissions of one thousand frames, their vocabulary, and text to learn a language from.</summary>
/// <param name="Vocabulary">Tokens of the emissions.</param>
/// <param name="Emissions">Utterances; <see cref="FrameCount"/> frames together.</param>
/// <param name="Sentences">Text for the language model and, word by word, for the lexicon.</param>
internal sealed record Speech(CtcVocabulary Vocabulary, IReadOnlyList<Emissions> Emissions, IReadOnlyList<string> Sentences)
{
    /// <summary>Frames of a benchmark: times are those of a thousand.</summary>
    public const int FrameCount = 1000;

    public IEnumerable<string> Words => Sentences.SelectMany(sentence => sentence.Split(' ')).Distinct();

    /// <summary>The reference emissions that lie beside the repository, or made-up ones where they do not.</summary>
    public static Speech Of(CtcUnit unit) => ReferenceSpeech.Find(unit) ?? MadeUpSpeech.Of(unit);

    /// <summary>Utterances one after another, from the first again when they are too few, up to <see cref="FrameCount"/> frames; the last is cut.</summary>
    public static IReadOnlyList<Emissions> Thousand(IReadOnlyList<Emissions> utterances)
    {
        var taken = new List<Emissions>();
        for (var left = FrameCount; left > 0; left -= taken[^1].FrameCount)
        {
            var utterance = utterances[taken.Count % utterances.Count];
            var frames = Math.Min(left, utterance.FrameCount);
            taken.Add(new Emissions(utterance.LogProbs[..(frames * utterance.VocabularySize)], frames, utterance.VocabularySize));
        }

        return taken;
    }
}
