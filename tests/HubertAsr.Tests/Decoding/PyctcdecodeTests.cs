using System.Text.Json;
using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Tests.Decoding;

/// <summary>Against pyctcdecode's texts and scores on the same emissions with the same settings.</summary>
public sealed class PyctcdecodeTests(ITestOutputHelper output)
{
    private const double Alpha = 0.5;
    private const double Beta = 1.5;

    [Theory]
    [InlineData("jamo", "beam100", null)]
    [InlineData("jamo", "beam100.lm", "lm/word3.probing.bin")]
    [InlineData("syllable", "beam100", null)]
    [InlineData("syllable", "beam100.lm", "lm/word3.probing.bin")]
    public void Texts_are_not_worse_and_scores_not_lower(string unit, string system, string? lm)
    {
        var vocabulary = CtcVocabulary.Load(Repository.Golden($"decoding/vocab.{unit}.json"));
        using var model = lm is null ? null : LanguageModelFile.Open(Repository.Golden(lm));
        using var knowledge = LanguageKnowledge.Of(vocabulary, model);
        var search = new PrefixBeamSearch(vocabulary, new DecodeOptions { Alpha = Alpha, Beta = Beta, HangulAutomaton = false }, knowledge);
        using var results = JsonDocument.Parse(File.ReadAllText(Repository.Golden("decoding/results.json")));
        var expected = results.RootElement.GetProperty($"pyctcdecode.{unit}.{system}");
        var references = File.ReadLines(Repository.Golden("decoding/references.tsv")).Select(line => line.Split('\t')).ToDictionary(parts => parts[0], parts => parts[1]);
        using var file = EmissionsFile.Open(Repository.Golden($"decoding/emissions.{unit}.safetensors"));
        var (errors, length, wordErrors, words, lower, ours, theirs) = (0, 0, 0, 0, 0, 0.0, 0.0);
        foreach (var id in file.Ids)
        {
            var best = search.Decode(file.Read(id, vocabulary.Count))[0];
            var score = expected.GetProperty("nbest").GetProperty(id)[0].GetProperty("lm_score").GetDouble();
            (ours, theirs) = (ours + best.Score, theirs + score);
            if (best.Score < score - 0.05) lower++;
            errors += Distance(references[id], best.Text);
            length += references[id].Length;
            wordErrors += Distance(references[id].Split(' '), best.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            words += references[id].Split(' ').Length;
        }

        var (cer, wer) = ((double)errors / length, (double)wordErrors / words);
        output.WriteLine($"{unit} {system}: CER {cer:0.0000} ({expected.GetProperty("cer")}), WER {wer:0.0000} ({expected.GetProperty("wer")}), "
            + $"score {ours / file.Ids.Count:0.000} ({theirs / file.Ids.Count:0.000}), lower {lower} of {file.Ids.Count}");
        Assert.True(cer <= expected.GetProperty("cer").GetDouble() + 1e-9, $"CER {cer}");
        Assert.True(wer <= expected.GetProperty("wer").GetDouble() + 1e-9, $"WER {wer}");
        Assert.True(ours >= theirs, $"mean score {ours / file.Ids.Count}, theirs {theirs / file.Ids.Count}");
        Assert.True(lower <= 0.05 * file.Ids.Count, $"{lower} of {file.Ids.Count} lower");
    }

    private static int Distance<T>(IEnumerable<T> reference, IEnumerable<T> hypothesis)
    {
        var (from, to) = (reference.ToArray(), hypothesis.ToArray());
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= to.Length; j++)
            {
                var substituted = diagonal + (EqualityComparer<T>.Default.Equals(from[i - 1], to[j - 1]) ? 0 : 1);
                (diagonal, row[j]) = (row[j], Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1));
            }
        }

        return row[^1];
    }
}
