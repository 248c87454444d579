using System.Text.Json;
using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Tests.Cli;

public sealed class DecodeCommandTests : IDisposable
{
    private const int VocabularySize = 70;
    private static readonly string _vocab = Repository.Fixture("decoding/vocab.jamo.json");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hubert-asr-decode-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Each_utterance_is_one_line_of_id_and_text()
    {
        var result = Program.Run("decode", Emissions("b.log_probs", "너 나", "a.log_probs", "각"), "--vocab", _vocab);

        Assert.Equal((0, "a\t각\nb\t너 나\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public void Json_keeps_the_scores_apart_and_gives_word_frames()
    {
        var result = Program.Run("decode", Emissions("u", "너 나"), "--vocab", _vocab, "--json", "--nbest", "2", "--beam-prune-logp", "-50", "--token-min-logp", "-10");

        var utterance = JsonDocument.Parse(result.Output).RootElement;
        var hypotheses = utterance.GetProperty("hypotheses");
        var best = hypotheses[0];
        Assert.Equal(("u", 2), (utterance.GetProperty("id").GetString(), hypotheses.GetArrayLength()));
        Assert.Equal(best.GetProperty("score").GetDouble(), best.GetProperty("acoustic").GetDouble() + best.GetProperty("lm").GetDouble(), 1e-9);
        var word = best.GetProperty("words")[1];
        Assert.Equal(("나", 6, 9), (word.GetProperty("word").GetString(), word.GetProperty("start_frame").GetInt32(), word.GetProperty("end_frame").GetInt32()));
        Assert.InRange(word.GetProperty("confidence").GetDouble(), 0.5, 1);
    }

    [Fact]
    public void A_language_model_and_hotwords_change_the_text_and_explain_says_why()
    {
        var result = Program.Run("decode", Repository.Golden("decoding/emissions.jamo.safetensors"), "--vocab", Repository.Golden("decoding/vocab.jamo.json"),
            "--lm", Repository.Golden("lm/word3.trie.bin"), "--explain");
        using var expected = JsonDocument.Parse(File.ReadAllText(Repository.Golden("decoding/results.json")));
        var texts = expected.RootElement.GetProperty("pyctcdecode.jamo.beam100.lm").GetProperty("nbest");

        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToList();
        Assert.Equal((0, 30), (result.ExitCode, lines.Count));
        Assert.True(lines.Count(line => texts.GetProperty(line[0])[0].GetProperty("text").GetString() == line[1]) >= 25);
        Assert.Contains("jamo-000: '", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Hotwords_are_found_with_their_particles_and_counted()
    {
        File.WriteAllText(Place("hot.txt"), "# names\n너\t3\n");

        var result = Program.Run("decode", Emissions("u", "너는 나"), "--vocab", _vocab, "--hotwords", Place("hot.txt"), "--json");

        var best = JsonDocument.Parse(result.Output).RootElement.GetProperty("hypotheses")[0];
        Assert.Equal(("너는 나", 3.0), (best.GetProperty("text").GetString(), best.GetProperty("lm").GetDouble()));
        Assert.Contains("hotwords found: 너 × 1", result.Error, StringComparison.Ordinal);
        Assert.Equal("너", Assert.Single(JsonDocument.Parse(result.Output).RootElement.GetProperty("hotwords").EnumerateArray()).GetString());
    }

    [Fact]
    public void A_vocabulary_of_pieces_is_searched_and_a_space_cost_refused_there()
    {
        File.WriteAllText(Place("pieces.json"), """{"<pad>":0,"<unk>":1,"▁너":2,"나":3}""");
        using (var writer = new SafetensorsWriter(Place("p.safetensors")))
        {
            writer.Add("u", [3, 4], [-4f, -4f, -0.1f, -4f, -4f, -4f, -4f, -0.1f, -4f, -4f, -0.1f, -4f]);
            writer.Complete();
        }

        Assert.Equal("u\t너나 너\n", Program.Run("decode", Place("p.safetensors"), "--vocab", Place("pieces.json")).Output);
        Check(2, "space cost: pieces write their own blanks", Place("p.safetensors"), "--vocab", Place("pieces.json"), "--space-cost", "1");
    }

    [Fact]
    public void Bad_input_ends_with_its_exit_code_and_a_sentence()
    {
        var emissions = Emissions("u", "너");
        File.WriteAllText(Place("v.json"), """{"[PAD]":0,"[UNK]":1,"|":2}""");
        File.WriteAllText(Place("noblank.json"), """{"a":0,"[UNK]":1,"|":2}""");

        Check(2, "--beam 0: a number between 1 and 100000 was expected.", emissions, "--vocab", _vocab, "--beam", "0");
        Check(2, "--alpha much", emissions, "--vocab", _vocab, "--alpha", "much");
        Check(3, "the vocabulary has 3", emissions, "--vocab", Place("v.json"));
        Check(3, "[PAD]", emissions, "--vocab", Place("noblank.json"));
        Check(3, "no such file", Place("none.safetensors"), "--vocab", _vocab);
        Check(3, "no such file", emissions, "--vocab", _vocab, "--lm", Place("none.bin"));
        Check(3, "never positive", Raw(1f), "--vocab", _vocab);
        Check(3, "NaN", Raw(float.NaN), "--vocab", _vocab);
    }

    [Fact]
    public void A_language_model_that_is_damaged_ends_with_what_was_found()
    {
        var emissions = Emissions("u", "너");
        new NGramModelBuilder(new LanguageModelOptions { Order = 2 }, Place("lm.arpa")).Build(["너 나", "나 너 나"], "test");
        LanguageModelConverter.Convert(Place("lm.arpa"), Place("lm.bin"));
        File.WriteAllText(Place("count.arpa"), File.ReadAllText(Place("lm.arpa")).Replace("ngram 1=5", "ngram 1=9", StringComparison.Ordinal));
        File.WriteAllBytes(Place("cut.bin"), File.ReadAllBytes(Place("lm.bin"))[..^5]);
        File.WriteAllText(Place("empty.arpa"), "");

        Check(3, "the header promises 9. Is the file cut short or edited?\n", emissions, "--vocab", _vocab, "--lm", Place("count.arpa"));
        Check(3, "Was the copy cut short?", emissions, "--vocab", _vocab, "--lm", Place("cut.bin"));
        Check(3, "an empty file; ARPA or a KenLM binary expected", emissions, "--vocab", _vocab, "--lm", Place("empty.arpa"));
        Check(3, "the second language model", emissions, "--vocab", _vocab, "--unit-lm", Place("lm.bin"));
    }

    private static void Check(int exitCode, string expected, params string[] words)
    {
        var result = Program.Run(["decode", .. words]);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    private string Place(string name) => Path.Combine(_folder.FullName, name);

    private string Raw(float value)
    {
        using var writer = new SafetensorsWriter(Place("raw.safetensors"));
        writer.Add("u", [1, VocabularySize], [.. Enumerable.Repeat(value, VocabularySize)]);
        writer.Complete();
        return Place("raw.safetensors");
    }

    private string Emissions(params string[] keysAndTexts) =>
        SaidEmissions.Write(Place("e.safetensors"), CtcVocabulary.Load(_vocab), [.. keysAndTexts.Chunk(2).Select(pair => (pair[0], pair[1]))]);
}
