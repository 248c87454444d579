using System.Text.Json;
using HubertAsr.Decoding;

namespace HubertAsr.Tests.Decoding;

public sealed class NGramModelTests
{
    [Theory]
    [InlineData("word3.arpa.gz", "word3")]
    [InlineData("word3.probing.bin", "word3")]
    [InlineData("word3.trie.bin", "word3")]
    [InlineData("word4-pruned.arpa.gz", "word4-pruned")]
    [InlineData("syllable5.arpa.gz", "syllable5")]
    [InlineData("syllable5.probing.bin", "syllable5")]
    public void Every_query_agrees_with_KenLM(string file, string queries)
    {
        using var model = LanguageModelFile.Open(Repository.Golden("lm/" + file));
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.Golden("lm/queries.json")));
        var expected = document.RootElement.GetProperty(queries);

        Assert.Equal(expected.GetProperty("order").GetInt32(), model.Order);
        foreach (var sentence in expected.GetProperty("sentences").EnumerateArray())
        {
            var text = sentence.GetProperty("text").GetString()!;
            var score = SentenceScore.Of(model, text);

            Assert.Equal(sentence.GetProperty("log10").GetDouble(), score.Log10, 1e-5);
            Assert.Equal(sentence.GetProperty("log10_no_boundaries").GetDouble(), SentenceScore.Of(model, text, boundaries: false).Log10, 1e-5);
            var words = sentence.GetProperty("words").EnumerateArray().ToArray();
            Assert.Equal(words.Length, score.Words.Count);
            foreach (var (word, ours) in words.Zip(score.Words))
            {
                Assert.Equal(word[0].GetDouble(), ours.Log10, 1e-5);
                Assert.Equal(word[1].GetInt32(), ours.NGramLength);
                Assert.Equal(word[2].GetBoolean(), ours.IsUnknown);
            }
        }
    }

    [Fact]
    public void A_quantised_trie_with_compressed_pointers_is_read()
    {
        using var model = LanguageModelFile.Open(Repository.Golden("lm/word3.trie-q8-b8-a22.bin"));
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.Golden("lm/queries.word3.trie-q8.json")));

        foreach (var sentence in document.RootElement.EnumerateArray())
            Assert.Equal(sentence.GetProperty("log10").GetDouble(), SentenceScore.Of(model, sentence.GetProperty("text").GetString()!).Log10, 1e-5);
    }

    [Theory]
    [InlineData("word3.probing.bin")]
    [InlineData("word3.trie.bin")]
    public void Binaries_tell_their_words(string file)
    {
        using var model = LanguageModelFile.Open(Repository.Golden("lm/" + file));

        Assert.Equal(model.Counts[0], model.Words.Count);
        for (var id = 1; id < model.Words.Count; id += 97) Assert.Equal((uint)id, model.Index(model.Words[id]));
    }

    [Theory]
    [InlineData("word3.probing.bin", "corpus.txt", NGramUnit.Word)]
    [InlineData("syllable5.arpa.gz", "corpus.txt", NGramUnit.Syllable)]
    public void A_text_file_scores_as_its_sentences_do_one_by_one(string file, string text, NGramUnit unit)
    {
        using var model = LanguageModelFile.Open(Repository.Golden("lm/" + file));
        var (whole, each) = (new Perplexity(), new Perplexity());
        var scores = new List<double>();

        whole.AddFile(Repository.Golden("lm/" + text), model, unit, scores.Add);

        var sentences = SentenceFile.Read(Repository.Golden("lm/" + text)).Select(line => SentenceScore.Of(model, NGramUnits.Spell(line, unit))).ToList();
        sentences.ForEach(each.Add);
        Assert.Equal(sentences.Select(sentence => sentence.Log10), scores);
        Assert.Equal((each.WordCount, each.UnknownCount, each.WithUnknown, each.WithoutUnknown), (whole.WordCount, whole.UnknownCount, whole.WithUnknown, whole.WithoutUnknown));
    }

    [Fact]
    public void Probabilities_after_any_context_sum_to_one()
    {
        using var model = LanguageModelFile.Open(Repository.Golden("lm/syllable5.arpa.gz"));
        var context = model.BeginSentence();
        foreach (var word in new[] { "이", "▁", "그" })
        {
            // <s> is never predicted.
            var sum = Enumerable.Range(0, model.Words.Count).Where(id => id != model.SentenceStart)
                .Sum(id => Math.Pow(10, model.Score(context, (uint)id, out _).Log10));
            Assert.Equal(1, sum, 1e-4);
            model.Score(context, model.Index(word), out context);
        }
    }
}
