using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Tests.Decoding;

/// <summary>What is stable while frames arrive: the text ends up beginning with it, whatever the tokens are and whatever guides the search.</summary>
public sealed class StableTextTests : IDisposable
{
    private const string Sentence = "나는 값이 없다 그 닭이 달걀 앉아 있다 나는 값이 없다";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("jamo", 20, false)]
    [InlineData("jamo", 1, false)]
    [InlineData("jamo", 1, true)]
    [InlineData("jamo", 20, true)]
    [InlineData("syllables", 20, false)]
    [InlineData("letters", 20, false)]
    [InlineData("letters", 1, false)]
    [InlineData("pieces", 20, false)]
    public void The_text_begins_with_all_that_was_stable_before(string unit, int beam, bool automaton)
    {
        var vocabulary = Vocabulary(unit);
        var options = new DecodeOptions { Beam = beam, HangulAutomaton = automaton };

        Check(vocabulary, options, LanguageKnowledge.None, isLate: beam == 1 && automaton);
    }

    [Fact]
    public void Of_a_closed_lexicon_whole_words_are_stable_as_they_are_written()
    {
        var vocabulary = Vocabulary("jamo");
        LexiconEntry[] lexicon = [new("값이", Hangul.ToJamo("갑씨")), "나는", "없다", "그", "닭이", "달걀", "앉아", "있다", "있", "나"];
        using var knowledge = LanguageKnowledge.Of(vocabulary, null, lexicon);

        var stable = Check(vocabulary, new DecodeOptions { Beam = 50 }, knowledge, isLate: false);

        Assert.All(stable.SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)), word => Assert.Contains(word, lexicon.Select(entry => entry.Word)));
    }

    private static List<string> Check(CtcVocabulary vocabulary, DecodeOptions options, LanguageKnowledge knowledge, bool isLate)
    {
        var longest = 0;
        var all = new List<string>();
        for (var seed = 0; seed < 4; seed++)
        {
            var emissions = NoisyEmissions.Of(vocabulary, string.Join(' ', Enumerable.Repeat(Sentence, 4)), seed);
            var search = new PrefixBeamSearch(vocabulary, options, knowledge);
            var stable = new List<string>();
            search.Begin();
            for (var t = 0; t < emissions.FrameCount; t++)
            {
                search.Accept(emissions.Frame(t));
                stable.Add(search.StableText());
            }

            stable.Add(search.Finish()[0].Text);
            foreach (var (text, next) in stable.Zip(stable.Skip(1))) Assert.StartsWith(text, next, StringComparison.Ordinal);
            longest = Math.Max(longest, stable[^2].Length);
            all.AddRange(stable[..^1]);
        }

        Assert.True(isLate || longest > Sentence.Length / 3, $"at most {longest} characters were stable");
        return all;
    }

    private CtcVocabulary Vocabulary(string unit)
    {
        if (unit == "jamo") return CtcVocabulary.ForJamo([]);
        if (unit == "syllables") return CtcVocabulary.ForSyllables([Sentence]);
        string[] tokens = unit == "letters"
            ? ["[PAD]", "[UNK]", "|", .. Enumerable.Range('ㄱ', 51).Select(letter => ((char)letter).ToString())]
            : ["[PAD]", "[UNK]", "▁나", "▁나는", "▁값", "▁", "는", "이", "▁없다", "없", "다", "▁그", "▁닭이", "닭", "값", "▁달", "달", "걀", "달걀", "▁앉아", "앉", "아", "▁있다", "있"];
        File.WriteAllText(_folder["vocab.json"], $"{{{string.Join(",", tokens.Select((token, id) => $"\"{token}\":{id}"))}}}");
        return CtcVocabulary.Load(_folder["vocab.json"]);
    }
}
