using System.Globalization;
using System.IO.Compression;
using System.Text;
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

    [Fact]
    public void Decomposed_Hangul_is_composed_and_look_alikes_stay_as_they_are_written()
    {
        var decomposed = "각하 값".Normalize(NormalizationForm.FormD);

        Assert.Equal("각하 값", NGramUnits.Spell(decomposed, NGramUnit.Word));
        Assert.Equal("각하 값", Encoding.UTF8.GetString(NGramUnits.Spell(Encoding.UTF8.GetBytes(decomposed), NGramUnit.Word)));
        Assert.Equal("\uF981주인공", NGramUnits.Spell("\uF981주인공", NGramUnit.Word));
    }

    [Theory]
    [InlineData("가 나\n다\n", "가 나 다")]
    [InlineData("\uFEFF가\t나\r\n다\0라\r마", "가 나 다 라 마")]
    // No blanks to lmplz.
    [InlineData("가\u00A0나 다\u3000라\n마\v바\n", "가\u00A0나 다\u3000라 마\v바")]
    public void Words_are_parted_where_lmplz_parts_them(string text, string words)
    {
        File.WriteAllText(_folder["t.txt"], text);

        new NGramModelBuilder(new LanguageModelOptions { Order = 2 }, _folder["m.arpa"]).Build(_folder["t.txt"]);

        using var model = LanguageModelFile.Open(_folder["m.arpa"]);
        Assert.Equal(["<unk>", "<s>", "</s>", .. words.Split(' ')], model.Words.OrderBy(word => word.StartsWith('<') ? 0 : 1));
    }

    [Fact]
    public void A_gzipped_text_and_a_line_longer_than_any_buffer_are_read_like_others()
    {
        var line = string.Join(' ', Enumerable.Range(0, 500_000).Select(i => (char)('가' + (i % 7))));
        File.WriteAllText(_folder["t.txt"], line);
        using (var packed = new GZipStream(File.Create(_folder["t.gz"]), CompressionLevel.Fastest)) packed.Write(Encoding.UTF8.GetBytes(line + "\n"));

        var plain = new NGramModelBuilder(new LanguageModelOptions { Order = 3 }, _folder["plain.arpa"]).Build(_folder["t.txt"]);
        var gzipped = new NGramModelBuilder(new LanguageModelOptions { Order = 3 }, _folder["gzipped.arpa"]).Build(_folder["t.gz"]);

        Assert.Equal((1, 500_000), (plain.Sentences, plain.Tokens));
        Assert.Equal((1, 500_000), (gzipped.Sentences, gzipped.Tokens));
        Assert.Equal(File.ReadAllText(_folder["plain.arpa"]), File.ReadAllText(_folder["gzipped.arpa"]));
    }

    [Fact]
    public void Text_that_is_not_UTF_8_is_refused_where_it_begins()
    {
        File.WriteAllBytes(_folder["t.txt"], [.. "가 나\n나 "u8, 0xB0, 0xA1, .. " 다\n"u8]);

        var error = Assert.Throws<InvalidDataException>(() => new NGramModelBuilder(new LanguageModelOptions { Order = 3 }, _folder["m.arpa"]).Build(_folder["t.txt"]));

        Assert.Contains("t.txt:2: bytes that are not UTF-8 after '나 '", error.Message);
    }

    [Fact]
    public void A_building_that_is_stopped_leaves_nothing_behind()
    {
        using var stop = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() =>
            new NGramModelBuilder(new LanguageModelOptions { Order = 3, Memory = "1M" }, _folder["m.arpa"]).Build(Lines(() => stop.Cancel()), "test", stop.Token));

        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void A_text_that_turns_out_wrong_after_much_was_sorted_leaves_nothing_behind()
    {
        var lines = Lines(() => { }).Append("가 <unk> 나");

        Assert.Throws<InvalidDataException>(() => new NGramModelBuilder(new LanguageModelOptions { Order = 3, Memory = "1M" }, _folder["m.arpa"]).Build(lines, "test"));

        Assert.Empty(_folder.Names);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(50_000)]
    public void Records_come_back_in_suffix_order_whether_or_not_they_fit_memory(int count)
    {
        var random = new Random(3);
        var records = Enumerable.Range(0, count).Select(_ => new[] { (uint)random.Next(50), (uint)random.Next(5_000_000), (uint)random.Next(3) }).ToArray();
        using (var space = new SortSpace(_folder["sort"]))
        {
            var sorter = new RecordSorter(3, RecordOrder.Suffix(3), 1, space);
            foreach (var record in records) sorter.Add(record);
            var sorted = sorter.Sorted();

            foreach (var expected in records.OrderBy(record => record[2]).ThenBy(record => record[1]).ThenBy(record => record[0]))
            {
                Assert.True(sorted.Next());
                Assert.Equal(expected, sorted.Current);
            }

            Assert.False(sorted.Next());
        }

        Assert.Empty(_folder.Names);
    }

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

    private static IEnumerable<string> Lines(Action nearTheEnd)
    {
        const int count = 60_000;
        for (var i = 0; i < count; i++)
        {
            if (i == count - 100) nearTheEnd();
            yield return $"{(char)('가' + (i % 997))} {(char)('가' + (i % 1009))} {(char)('가' + (i % 1013))}";
        }
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
