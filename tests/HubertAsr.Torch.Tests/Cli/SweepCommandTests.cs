using System.Text.Json;
using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Tests.Cli;

public sealed class SweepCommandTests : IDisposable
{
    private static readonly string _vocab = Repository.Fixture("decoding/vocab.jamo.json");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hubert-asr-sweep-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_table_marks_the_best_and_all_that_is_printed_is_a_recipe()
    {
        var result = Sweep("--alpha", "0,0.5,1", "--beta", "1");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Matches(@"(?m)^# +0 +1 +[1-9][\d.]* .*\d$", result.Output);
        Assert.Matches(@"(?m)^# +0\.5 +1 +0\.00 +0\.00 +0\.00 +0 / 9  best$", result.Output);
        File.WriteAllText(Place("recipe.toml"), "[model]\nsize = \"nano\"\n\n" + result.Output);
        var plan = Program.Run("run", Place("recipe.toml"), "--dry-run", "--out", Place("run"));
        Assert.True(plan.ExitCode == 0, plan.Error);
        Assert.Matches(@"(?m)^alpha = 0\.5 ", plan.Output);
        Assert.Contains("lm.arpa", plan.Output, StringComparison.Ordinal);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(Place("out/heatmap.png"))[..4]);
    }

    [Fact]
    public void The_rates_are_those_of_decode_and_score()
    {
        var best = Json(Sweep("--alpha", "0:1:0.25", "--beta", "1", "--beam", "5,50", "--json"));
        var decoded = Program.Run("decode", Place("e.safetensors"), "--vocab", _vocab, "--lm", Place("lm.arpa"), "--alpha", "0", "--beta", "1", "--beam", "50", "--hangul-automaton", "on");
        File.WriteAllText(Place("hypotheses.tsv"), decoded.Output);
        var scored = Json(Program.Run("score", Place("references.tsv"), Place("hypotheses.tsv"), "--json"))[0];

        Assert.Equal(11, best.Count);
        var point = best.Single(item => item.TryGetProperty("alpha", out var alpha) && alpha.GetDouble() == 0 && item.GetProperty("beam").GetDouble() == 50);
        Assert.Equal(scored.GetProperty("cer_with_spaces").GetProperty("rate").GetDouble(), point.GetProperty("cer_with_spaces").GetDouble(), 1e-12);
        Assert.Equal(scored.GetProperty("wer").GetProperty("rate").GetDouble(), point.GetProperty("wer").GetDouble(), 1e-12);
        Assert.Equal(0, best[^1].GetProperty("best").GetProperty("errors").GetInt32());
    }

    [Fact]
    public void A_best_at_the_edge_of_its_range_is_told()
    {
        var result = Json(Sweep("--alpha", "0,0.5", "--beta", "1", "--json"))[^1];

        Assert.Equal("alpha", Assert.Single(result.GetProperty("edges").EnumerateArray()).GetString());
        Assert.Contains("alpha 0.5 is at the edge of its range, 0 to 0.5", result.GetProperty("recipe").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_cost_of_a_blank_and_the_weights_of_a_second_model_are_tuned_like_any_number()
    {
        var result = Sweep("--alpha", "0.5", "--beta", "1", "--space-cost", "0.5,4", "--unit-lm", Place("units.arpa"), "--unit-alpha", "0,0.3");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Matches(@"(?m)^space_cost = (0\.5|4\.0)$", result.Output);
        Assert.Matches(@"(?m)^unit_alpha = 0\.[03]$", result.Output);
        Assert.Contains("units.arpa", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_manifest_only_the_split_is_tuned_on()
    {
        File.WriteAllText(Place("manifest.csv"), "id,text,split\na,너 나,dev\nb,나 너,test\nc,너,dev\n");

        var result = Sweep(Place("manifest.csv"), ["--alpha", "0,1", "--beta", "1"]);

        Assert.Contains("2 settings on 2 utterances", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_computes_its_emissions_once()
    {
        SoundFile.Write(Place("a.wav"), SoundFile.Babble(1));
        File.WriteAllText(Place("manifest.csv"), "id,audio,start,samples,rate,text,raw,corpus,subset,split,speaker,sex,age,region,device,flags\na,a.wav,0,16000,16000,네,네,,,dev,s,,,,,\n");
        string[] words = ["sweep", Repository.Fixture("models/tiny-base"), Place("manifest.csv"), "--beam", "2,5", "--out", Place("out"), "--device", "cpu"];

        var first = Program.Run(words);
        var second = Program.Run(words);

        Assert.True(first.ExitCode == 0, first.Error);
        Assert.Contains("computing 1 utterances of dev once", first.Error, StringComparison.Ordinal);
        Assert.Contains("emissions of an earlier sweep", second.Error, StringComparison.Ordinal);
        Assert.Equal(first.Output, second.Output);
    }

    [Theory]
    [InlineData(2, "0:1:0.25", "--alpha", "0:1")]
    [InlineData(2, "rises by a step above 0", "--alpha", "1:0:0.5")]
    [InlineData(2, "between 0 and 100", "--alpha", "-1,0")]
    [InlineData(2, "whole numbers", "--beam", "1.5,2")]
    [InlineData(2, "nothing to try", "--alpha", "1", "--beta", "1")]
    public void What_is_no_range_is_a_usage_error(int exitCode, string expected, params string[] words)
    {
        var result = Sweep(words);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Sides_that_do_not_fit_are_named()
    {
        Prepare();
        File.WriteAllText(Place("others.tsv"), "b\t나 너\nz\t너\n");

        Check(3, "2 of 3 utterances have no reference in", [Place("e.safetensors"), Place("others.tsv"), "--vocab", _vocab, "--lm", Place("lm.arpa")]);
        Check(2, "--vocab FILE was expected", [Place("e.safetensors"), Place("references.tsv"), "--beam", "2,3"]);
        Check(2, "--unit-lm FILE was expected", [Place("e.safetensors"), Place("references.tsv"), "--vocab", _vocab, "--unit-alpha", "0,1"]);
        Check(2, "--lm FILE was expected", [Place("e.safetensors"), Place("references.tsv"), "--vocab", _vocab, "--alpha", "0,1"]);

        void Check(int exitCode, string expected, string[] words)
        {
            var result = Program.Run(["sweep", .. words, "--out", Place("out")]);
            Assert.Equal(exitCode, result.ExitCode);
            Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        }
    }

    private ProgramResult Sweep(params string[] words) => Sweep(Place("references.tsv"), words);

    private ProgramResult Sweep(string references, string[] words)
    {
        Prepare();
        return Program.Run(["sweep", Place("e.safetensors"), references, "--vocab", _vocab, "--lm", Place("lm.arpa"), "--out", Place("out"), .. words]);
    }

    /// <summary>Emissions that hear 나 for 너 a little more often than not, and a language model that knows better.</summary>
    private void Prepare()
    {
        File.WriteAllLines(Place("references.tsv"), ["a\t너 나", "b\t나 너", "c\t너 나"]);
        new NGramModelBuilder(new LanguageModelOptions { Order = 2 }, Place("lm.arpa")).Build(["너 나", "너 나", "너 나", "너 나 너", "나 너", "다 나"], "test");
        new NGramModelBuilder(new LanguageModelOptions { Order = 2, Unit = NGramUnit.Syllable }, Place("units.arpa")).Build(["너 나", "나 너", "다"], "test");
        var vocabulary = CtcVocabulary.Load(_vocab);
        var tokenizer = CtcTokenizer.Create(vocabulary);
        using var writer = new SafetensorsWriter(Place("e.safetensors"));
        foreach (var (id, heard, said) in new[] { ("a", "나 나", "너 나"), ("b", "나 너", "나 너"), ("c", "나 나", "너 나") })
        {
            var frames = tokenizer.EncodeLabels(heard).Zip(tokenizer.EncodeLabels(said)).SelectMany(pair => new[] { pair, (First: 0, Second: 0) }).ToList();
            writer.Add(id, [frames.Count, vocabulary.Count], [.. frames.SelectMany(pair => Enumerable.Range(0, vocabulary.Count).Select(token => token == pair.First ? -0.65f : token == pair.Second ? -0.75f : -8f))]);
        }

        writer.Complete();
    }

    private static List<JsonElement> Json(ProgramResult result)
    {
        Assert.True(result.ExitCode == 0, result.Error);
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private string Place(string name) => Path.Combine(_folder.FullName, name);
}
