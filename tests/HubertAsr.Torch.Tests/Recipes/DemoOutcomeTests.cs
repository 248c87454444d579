using System.Globalization;
using System.Text.RegularExpressions;
using HubertAsr.Corpora;

namespace HubertAsr.Tests.Recipes;

/// <summary>What the demo's model learned. The run itself is <c>./run_recipe.sh recipes/demo</c>; without it these tests have nothing to look at and are skipped.</summary>
public sealed partial class DemoOutcomeTests : IDisposable
{
    private static readonly string _model = Path.Combine(Repository.Root, "runs", "demo", "model");
    private static readonly string _manifest = Path.Combine(Repository.Root, "runs", "demo", "data", "manifest.csv");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hubert-asr-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Commands_are_recognised_with_at_most_10_percent_of_errors_from_known_voices_and_20_from_new_ones()
    {
        var rates = Evaluate(TestSets());

        Assert.InRange(rates["test-known"], 0, 10);
        Assert.InRange(rates["test-new-voices"], 0, 20);
    }

    [Fact]
    public void The_language_model_spares_commands_of_known_voices_half_of_the_errors_of_the_best_path()
    {
        var (rates, before) = EvaluateBoth(TestSets(), "%CER");

        Assert.True(rates["test-known"] < before["test-known"] / 2, $"CER {before["test-known"]} % before, {rates["test-known"]} % with beam and language model");
    }

    [Fact]
    public void With_its_audio_exchanged_for_anothers_of_like_length_an_utterance_is_not_recognised()
    {
        var exchanged = TestSets().GroupBy(utterance => utterance.Subset).SelectMany(set => Exchange([.. set]));

        Assert.All(Evaluate(exchanged), set => Assert.True(set.Value >= 75, $"{set.Key}: CER {set.Value} %: the model recites"));
    }

    [Fact]
    public void Every_test_set_has_a_rate_of_its_own() =>
        Assert.Equal(["free", "test-known", "test-new-voices"], Evaluate(TestSets()).Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Exchanging_leaves_no_utterance_its_own_audio_and_gives_it_one_of_like_length()
    {
        var set = Enumerable.Range(0, 7).Select(i => new Utterance { Id = $"u{i}", Audio = $"a{i}", Samples = 100 - i, Text = $"t{i}" }).ToArray();

        var exchanged = Exchange(set);

        Assert.All(exchanged, utterance => Assert.NotEqual(utterance.Id[1..], utterance.Audio[1..]));
        Assert.All(exchanged, utterance => Assert.InRange(Math.Abs(int.Parse(utterance.Id[1..], CultureInfo.InvariantCulture) - int.Parse(utterance.Audio[1..], CultureInfo.InvariantCulture)), 1, 2));
        Assert.Equal(set.Select(utterance => utterance.Audio), exchanged.Select(utterance => utterance.Audio).Order(StringComparer.Ordinal));
    }

    /// <summary>Neighbours in length take each other's audio; the last three of an odd number go round.</summary>
    private static Utterance[] Exchange(Utterance[] set)
    {
        var byLength = set.OrderBy(utterance => utterance.Samples).ToArray();
        return [.. byLength.Select((utterance, i) =>
        {
            var isInLastThree = byLength.Length % 2 == 1 && i >= byLength.Length - 3;
            var other = byLength[isInLastThree ? (i == byLength.Length - 1 ? i - 2 : i + 1) : i ^ 1];
            return utterance with { Audio = other.Audio, Start = other.Start, Samples = other.Samples };
        })];
    }

    private static IEnumerable<Utterance> TestSets()
    {
        Assert.SkipUnless(Directory.Exists(_model), "no runs/demo/model; './run_recipe.sh recipes/demo' trains it");
        return Manifest.Read(_manifest).Where(utterance => utterance.Split == "test");
    }

    /// <summary>CER without blanks by test set, percent, of the real program on a manifest of these utterances.</summary>
    private Dictionary<string, double> Evaluate(IEnumerable<Utterance> utterances) => EvaluateBoth(utterances, "%CER-nospace").Rates;

    /// <summary>Rates with the run's search, and by the best path alone.</summary>
    private (Dictionary<string, double> Rates, Dictionary<string, double> Before) EvaluateBoth(IEnumerable<Utterance> utterances, string label)
    {
        var path = Path.Combine(_folder.FullName, "manifest.csv");
        using (var manifest = new ManifestWriter(path))
        {
            foreach (var utterance in utterances)
                manifest.Write(utterance with { Audio = Path.GetFullPath(utterance.Audio, Path.GetDirectoryName(_manifest)!) });
            manifest.Commit();
        }

        var run = Cli.Program.Run("evaluate", _model, path, "--split", "test", "--out", Path.Combine(_folder.FullName, "evaluation"));
        Assert.True(run.ExitCode == 0, run.Error);
        return (Rates(run.Output, label), Rates(run.Error, label));
    }

    private static Dictionary<string, double> Rates(string lines, string label) => RateLine().Matches(lines).Where(line => line.Groups["label"].Value == label)
        .ToDictionary(line => line.Groups["set"].Value, line => double.Parse(line.Groups["rate"].Value, CultureInfo.InvariantCulture), StringComparer.Ordinal);

    [GeneratedRegex(@"^(?:best path alone: )?(?<label>%\S+) (?<rate>[\d.]+) \[.*\] (?:demo/)?(?<set>\S+)", RegexOptions.Multiline)]
    private static partial Regex RateLine();
}
