using System.Globalization;
using System.IO.Compression;
using HubertAsr.Decoding;

namespace HubertAsr.Tests.Decoding;

public sealed class NGramModelBuilderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, int, double[], string> Models => new()
    {
        { "word3", "corpus.txt", 3, [0], "2G" },
        { "word4-pruned", "corpus.txt", 4, [0, 0, 1, 1], "2G" },
        { "syllable5", "corpus.syllables.txt", 5, [0, 0, 1], "2G" },
        // So little that every sort goes through disk.
        { "word3", "corpus.txt", 3, [0], "1M" },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_n_gram_agrees_with_lmplz(string model, string corpus, int order, double[] prune, string memory)
    {
        var options = new LanguageModelOptions { Order = order, Prune = prune, Memory = memory };
        new NGramModelBuilder(options, _folder["built.arpa"]).Build(Repository.Golden("lm/" + corpus));

        var expected = Read(Repository.Golden($"lm/{model}.arpa.gz"));
        var ours = Read(_folder["built.arpa"]);

        Assert.Equal(expected.Count, ours.Count);
        foreach (var (words, (log10, backoff)) in expected)
        {
            Assert.True(ours.TryGetValue(words, out var found), words);
            Assert.Equal(log10, found.Log10, 1e-4);
            Assert.Equal(backoff, found.Backoff, 1e-4);
        }

        Assert.Equal(["built.arpa"], _folder.Names);
    }

    [Fact]
    public void Syllables_are_cut_as_the_syllable_model_wants_them() =>
        Assert.Equal(File.ReadLines(Repository.Golden("lm/corpus.syllables.txt")).Take(500),
            File.ReadLines(Repository.Golden("lm/corpus.txt")).Take(500).Select(line => NGramUnits.Spell(line, NGramUnit.Syllable)));

    [Fact]
    public void Jamo_are_conjoining_and_words_parted_by_a_mark() =>
        Assert.Equal("ᄂ ᅥ ▁ ᄀ ᅡ ᆨ", NGramUnits.Spell(" 너  각 ", NGramUnit.Jamo));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 0)]
    [InlineData(3, 4)]
    public void A_model_of_any_order_sums_to_one_after_every_context(int order, int vocabLimit)
    {
        var random = new Random(5);
        var lines = Enumerable.Range(0, 60).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(1, 6)).Select(_ => "가나다라마바"[random.Next(6) * random.Next(2)])));
        new NGramModelBuilder(new LanguageModelOptions { Order = order, VocabLimit = vocabLimit }, _folder["m.arpa"]).Build(lines, "test");
        using var model = LanguageModelFile.Open(_folder["m.arpa"]);
        var context = model.BeginSentence();
        for (var step = 0; step < 30; step++)
        {
            var sum = Enumerable.Range(0, model.Words.Count).Where(id => id != model.SentenceStart).Sum(id => Math.Pow(10, model.Score(context, (uint)id, out _).Log10));
            Assert.Equal(1, sum, 1e-4);
            model.Score(context, (uint)random.Next(model.Words.Count), out context);
        }
    }

    [Theory]
    [InlineData("", "without a word")]
    [InlineData("가 <s> 나", "the builder adds it itself")]
    public void Text_that_cannot_be_learnt_from_is_refused(string text, string expected)
    {
        File.WriteAllText(_folder["t.txt"], text);

        var error = Assert.Throws<InvalidDataException>(() => new NGramModelBuilder(new LanguageModelOptions { Order = 3 }, _folder["m.arpa"]).Build(_folder["t.txt"]));

        Assert.Contains(expected, error.Message);
        Assert.Equal(["t.txt"], _folder.Names);
    }

    private static Dictionary<string, (double Log10, double Backoff)> Read(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream);
        var nGrams = new Dictionary<string, (double, double)>();
        while (reader.ReadLine() is { } line)
            if (line.Split('\t') is { Length: >= 2 } parts)
                nGrams.Add(parts[1], (Number(parts[0]), parts.Length > 2 ? Number(parts[2]) : 0));
        return nGrams;

        static double Number(string digits) => double.Parse(digits, CultureInfo.InvariantCulture);
    }
}
