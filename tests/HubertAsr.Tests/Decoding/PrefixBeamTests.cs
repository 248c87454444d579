using System.Text.Json;
using HubertAsr.Decoding;

namespace HubertAsr.Tests.Decoding;

public sealed class PrefixBeamTests
{
    private sealed record Problem(double[][] LogProbs, (int[] Labels, double LogProb)[] Best);

    private static IEnumerable<Problem> ExactProblems()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.Fixture("decoding/exact.json")));
        foreach (var problem in document.RootElement.EnumerateArray())
        {
            var frames = problem.GetProperty("log_probs").EnumerateArray().Select(frame => frame.EnumerateArray().Select(p => p.GetDouble()).ToArray()).ToArray();
            var best = problem.GetProperty("best").EnumerateArray().Select(label =>
                (label.GetProperty("labels").EnumerateArray().Select(l => l.GetInt32()).ToArray(), label.GetProperty("log_prob").GetDouble())).ToArray();
            yield return new Problem(frames, best);
        }
    }

    [Fact]
    public void An_unpruned_beam_on_doubles_finds_the_exact_posteriors_to_1e_9()
    {
        foreach (var problem in ExactProblems())
        {
            var found = Search(problem.LogProbs);

            foreach (var ((labels, logProb), ours) in problem.Best.Zip(found))
            {
                Assert.Equal(labels, ours.Labels);
                Assert.Equal(logProb, ours.Acoustic, 1e-9);
            }
        }
    }

    [Fact]
    public void Through_single_precision_the_posteriors_are_exact_to_1e_6()
    {
        foreach (var problem in ExactProblems())
        {
            var found = Search([.. problem.LogProbs.Select(frame => frame.Select(p => (double)(float)p).ToArray())]);

            foreach (var (labels, logProb) in problem.Best)
                Assert.Equal(logProb, found.Single(prefix => prefix.Labels.SequenceEqual(labels)).Acoustic, 1e-6);
        }
    }

    [Fact]
    public void The_posteriors_of_all_label_strings_sum_to_one()
    {
        foreach (var problem in ExactProblems())
            Assert.Equal(1, Search(problem.LogProbs).Sum(prefix => Math.Exp(prefix.Acoustic)), 1e-5);
    }

    // Tokens: 0 blank, 1 a, 2 |. The label strings | a | a, a || a, a | a | give one text.
    [Fact]
    public void Repeated_leading_and_trailing_word_boundaries_are_one_text()
    {
        var table = new TokenTable(["[PAD]", "a", "|"], 0, 2);
        var random = new Random(7);
        for (var round = 0; round < 20; round++)
        {
            var frames = RandomFrames(random, 5, 3);
            var expected = new Dictionary<string, double>();
            foreach (var (path, logProb) in AllPaths(frames))
            {
                var text = string.Join(' ', string.Concat(Collapse(path).Select(label => label == 2 ? ' ' : 'a')).Split(' ', StringSplitOptions.RemoveEmptyEntries));
                expected[text] = expected.TryGetValue(text, out var sum) ? LogSpace.Add(sum, logProb) : logProb;
            }

            var found = Search(frames, table);

            Assert.Equal(expected.Count, found.Count);
            foreach (var prefix in found)
                Assert.Equal(expected[string.Concat(prefix.Labels.Select(label => label == 2 ? ' ' : 'a'))], prefix.Acoustic, 1e-9);
        }
    }

    [Fact]
    public void Frames_of_certain_blank_change_only_the_score()
    {
        var table = new TokenTable(["[PAD]", "a", "b"], 0, -1);
        var limits = new BeamLimits(10, -5, -10);
        var frames = RandomFrames(new Random(3), 6, 3);
        double[] blank = [0, -50, -50];
        var with = new PrefixBeam(table, limits);
        var without = new PrefixBeam(table, limits);
        foreach (var frame in frames) with.Advance(frame);
        foreach (var frame in frames) without.Advance(frame);
        for (var i = 0; i < 3; i++) with.Advance(blank);

        Assert.Equal(without.Finish().Select(prefix => (string.Join(' ', prefix.Labels), prefix.Acoustic)), with.Finish().Select(prefix => (string.Join(' ', prefix.Labels), prefix.Acoustic)));
    }

    [Fact]
    public void With_the_automaton_only_composable_jamo_are_found()
    {
        // ᄀ ᅡ ᆨ
        var table = new TokenTable(["[PAD]", "ᄀ", "ᅡ", "ᆨ", "|"], 0, 4, hangulAutomaton: true);
        var open = new TokenTable(["[PAD]", "ᄀ", "ᅡ", "ᆨ", "|"], 0, 4);
        var frames = RandomFrames(new Random(11), 5, 5);

        var legal = Search(frames, table);

        Assert.All(legal, prefix => Assert.DoesNotContain(Text(table, prefix), letter => letter is >= '\u1100' and <= '\u11FF'));
        var expected = Search(frames, open).Where(prefix => !Text(table, prefix).Any(letter => letter is >= '\u1100' and <= '\u11FF')).ToList();
        Assert.Equal(expected.Select(prefix => Text(table, prefix)).Order(), legal.Select(prefix => Text(table, prefix)).Order());
    }

    private static string Text(TokenTable table, FoundPrefix prefix) =>
        string.Concat(prefix.Labels.Select(label => label == 4 ? " " : table.Characters[label])).Normalize();

    internal static IReadOnlyList<FoundPrefix> Search(double[][] frames, TokenTable? table = null, LanguageFusion? fusion = null)
    {
        table ??= new TokenTable([.. Enumerable.Range(0, frames[0].Length).Select(token => $"{token}")], 0, -1);
        var beam = new PrefixBeam(table, BeamLimits.None, fusion);
        foreach (var frame in frames) beam.Advance(frame);
        return [.. beam.Finish()];
    }

    internal static double[][] RandomFrames(Random random, int frameCount, int vocabularySize) => [.. Enumerable.Range(0, frameCount).Select(_ =>
    {
        var weights = Enumerable.Range(0, vocabularySize).Select(_ => Math.Exp(random.NextDouble() * 4)).ToArray();
        return weights.Select(weight => Math.Log(weight / weights.Sum())).ToArray();
    })];

    internal static IEnumerable<(int[] Path, double LogProb)> AllPaths(double[][] frames)
    {
        var path = new int[frames.Length];
        do
        {
            yield return ([.. path], path.Select((token, t) => frames[t][token]).Sum());
        }
        while (Increment(path, frames[0].Length));
    }

    internal static int[] Collapse(int[] path) => [.. path.Where((token, t) => token != 0 && (t == 0 || path[t - 1] != token))];

    private static bool Increment(int[] path, int vocabularySize)
    {
        for (var t = 0; t < path.Length; t++)
        {
            if (++path[t] < vocabularySize) return true;
            path[t] = 0;
        }

        return false;
    }
}
