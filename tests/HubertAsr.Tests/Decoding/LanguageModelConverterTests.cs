using HubertAsr.Decoding;

namespace HubertAsr.Tests.Decoding;

public sealed class LanguageModelConverterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("word3.arpa.gz", "word3.probing.bin", BinaryLayout.Probing)]
    [InlineData("syllable5.arpa.gz", "syllable5.probing.bin", BinaryLayout.Probing)]
    [InlineData("word3.arpa.gz", "word3.trie.bin", BinaryLayout.Trie)]
    public void A_binary_has_the_bytes_that_KenLM_writes(string arpa, string binary, BinaryLayout layout)
    {
        LanguageModelConverter.Convert(Repository.Golden("lm/" + arpa), _folder["ours.bin"], layout);

        Assert.Equal(File.ReadAllBytes(Repository.Golden("lm/" + binary)), File.ReadAllBytes(_folder["ours.bin"]));
        Assert.Equal(["ours.bin"], _folder.Names);
    }

    [Theory]
    [InlineData("word3.arpa.gz", "x.arpa.gz", BinaryLayout.Probing, false, 1e-6)]
    [InlineData("word3.trie.bin", "x.arpa", BinaryLayout.Probing, false, 1e-6)]
    [InlineData("word3.trie.bin", "x.bin", BinaryLayout.Probing, false, 1e-6)]
    [InlineData("word4-pruned.arpa.gz", "x.bin", BinaryLayout.Trie, false, 1e-6)]
    [InlineData("word3.arpa.gz", "x.bin", BinaryLayout.Trie, true, 0.5)]
    [InlineData("word3.trie-q8-b8-a22.bin", "x.arpa", BinaryLayout.Trie, false, 1e-6)]
    public void A_converted_model_scores_as_the_one_it_was_made_from(string from, string to, BinaryLayout layout, bool quantize, double tolerance)
    {
        LanguageModelConverter.Convert(Repository.Golden("lm/" + from), _folder[to], layout, quantize);

        using var before = LanguageModelFile.Open(Repository.Golden("lm/" + from));
        using var after = LanguageModelFile.Open(_folder[to]);
        Assert.Equal(before.Counts, after.Counts);
        foreach (var sentence in File.ReadLines(Repository.Golden("lm/corpus.txt")).Take(50).Append("전혀 모르는말 영화"))
            Assert.Equal(SentenceScore.Of(before, sentence).Log10, SentenceScore.Of(after, sentence).Log10, tolerance);
    }

    [Fact]
    public void A_probing_binary_cannot_be_turned_back()
    {
        var error = Assert.Throws<InvalidDataException>(() => LanguageModelConverter.Convert(Repository.Golden("lm/word3.probing.bin"), _folder["x.arpa"]));

        Assert.Contains("holds hashes and not the n-grams", error.Message);
        Assert.Empty(_folder.Names);
    }

    [Theory]
    [InlineData("\\data\\\nngram 1=3\nngram 2=1\n\n\\1-grams:\n-1\t<unk>\n-1\t<s>\t0\n\n\\2-grams:\n-1\t<s> <unk>\n\n\\end\\\n", "ends after 2; the header promises 3")]
    [InlineData("\\data\\\nngram 1=1\n\n\\1-grams:\n-1\t<unk>\n-1\t<s>\t0\n", "more 1-grams than the 1")]
    [InlineData("\\data\\\nngram 1=2\n\n\\1-grams:\n-1\t<unk>\n", "ends after 1; the header promises 2")]
    [InlineData("\\data\\\nngram 1=1\n\n\\1-grams:\n0.5\t가\n\n\\end\\\n", "log10 probability 0.5")]
    [InlineData("\\data\\\nngram 1=1\n\n\\1-grams:\nx\t가\n", "'LOG10<TAB>WORDS' expected")]
    [InlineData("\\data\\\nngram 2=1\n", "'ngram 1=COUNT' expected")]
    [InlineData("\\data\\\nngram 1=99999999999\n\n\\1-grams:\n-1\t가\n\n\\end\\\n", "cannot hold them")]
    [InlineData("\\data\\\nngram 1=2\n\n\\1-grams:\n-1\t가\n-1\t가\n\n\\end\\\n", "'가' for the second time")]
    [InlineData("\\data\\\nngram 1=1\nngram 2=2\n\n\\1-grams:\n-1\t가\t0\n\n\\2-grams:\n-1\t가 가\n-1\t가 가\n\n\\end\\\n", "'가 가' for the second time")]
    [InlineData("\\data\\\nngram 1=1\n\n\\1-grams:\n-1\t가\tNaN\n\n\\end\\\n", "backoff NaN; a finite number")]
    [InlineData("오늘 날씨 좋다\n", "Is this an ARPA file or a KenLM binary?")]
    [InlineData("\\data\\\nngram 1=1\nngram 2=1\n\n\\1-grams:\n-1\t가\t0\n\n\\2-grams:\n-1\t가\n\n\\end\\\n", "2 words expected")]
    [InlineData("\\data\\\nngram 1=2\nngram 2=0\nngram 3=1\n\n\\1-grams:\n-1\t가\t0\n-1\t나\t0\n\n\\2-grams:\n\n\\3-grams:\n-1\t가 나 가\n\n\\end\\\n", "whose first 2 words are no 2-gram")]
    public void An_ARPA_file_that_contradicts_itself_is_refused(string text, string expected)
    {
        File.WriteAllText(_folder["bad.arpa"], text);

        var error = Assert.Throws<InvalidDataException>(() => LanguageModelFile.Open(_folder["bad.arpa"]));

        Assert.Contains(expected, error.Message);
        Assert.Contains("bad.arpa:", error.Message);
    }

    [Theory]
    [InlineData("word3.probing.bin", 60, "was the copy cut short")]
    [InlineData("word3.probing.bin", 100_000, "its header promises at least")]
    [InlineData("word3.probing.bin", -1000, "words at the end of the file")]
    [InlineData("word3.trie.bin", 100_000, "its header promises at least")]
    [InlineData("word3.trie-q8-b8-a22.bin", 100_000, "cut short")]
    public void A_truncated_binary_says_what_was_expected(string file, int length, string expected)
    {
        var bytes = File.ReadAllBytes(Repository.Golden("lm/" + file));
        File.WriteAllBytes(_folder["half.bin"], bytes[..(length < 0 ? bytes.Length + length : length)]);

        var error = Assert.Throws<InvalidDataException>(() => LanguageModelFile.Open(_folder["half.bin"]));

        Assert.Contains(expected, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("half.bin", error.Message);
    }

    [Theory]
    [InlineData(BinaryLayout.Probing, false)]
    [InlineData(BinaryLayout.Trie, false)]
    [InlineData(BinaryLayout.Trie, true)]
    public void A_damaged_binary_is_refused_or_scores_every_word_but_is_never_read_past_its_end(BinaryLayout layout, bool quantize)
    {
        string[] sentences = ["가 나 다", "나 다", "다 가 나", "가 가 나 다 라"];
        new NGramModelBuilder(new LanguageModelOptions { Order = 3 }, _folder["m.arpa"]).Build(sentences, "test");
        LanguageModelConverter.Convert(_folder["m.arpa"], _folder["m.bin"], layout, quantize);
        var whole = File.ReadAllBytes(_folder["m.bin"]);
        var random = new Random(11);
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] = at % 2 == 0 ? (byte)0xFF : (byte)random.Next(256);
            File.WriteAllBytes(_folder["damaged.bin"], damaged);

            Assert.Contains(WordsScored(_folder["damaged.bin"], sentences), new int?[] { null, 17 });
        }
    }

    [Fact]
    public void A_trie_whose_pointers_go_astray_is_not_written_as_text()
    {
        new NGramModelBuilder(new LanguageModelOptions { Order = 3 }, _folder["m.arpa"]).Build(["가 나 다", "나 다", "다 가 나"], "test");
        LanguageModelConverter.Convert(_folder["m.arpa"], _folder["m.bin"], BinaryLayout.Trie);
        var bytes = File.ReadAllBytes(_folder["m.bin"]);
        // Header of 136 bytes, hashes of 7 words, then the unigrams: the pointer of the third to its bigrams.
        bytes[136 + 8 + (6 * 8) + (2 * 16) + 8] = 200;
        File.WriteAllBytes(_folder["m.bin"], bytes);

        var error = Assert.Throws<InvalidDataException>(() => LanguageModelConverter.Convert(_folder["m.bin"], _folder["back.arpa"]));

        Assert.Contains("is out of its place", error.Message);
        Assert.Equal(["m.arpa", "m.bin"], _folder.Names);
    }

    /// <summary>How many words of the sentences got a number; null if the file was refused.</summary>
    private static int? WordsScored(string path, string[] sentences)
    {
        try
        {
            using var model = LanguageModelFile.Open(path);
            return sentences.Sum(sentence => SentenceScore.Of(model, sentence).Words.Count);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
