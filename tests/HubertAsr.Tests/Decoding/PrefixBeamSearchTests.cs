using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Tests.Decoding;

public sealed class PrefixBeamSearchTests
{
    private static readonly CtcVocabulary _jamo = CtcVocabulary.Load(Repository.Fixture("decoding/vocab.jamo.json"));

    [Fact]
    public void Frames_in_pieces_give_the_same_as_all_at_once_and_what_is_stable_stays()
    {
        using var knowledge = LanguageKnowledge.Of(_jamo, LanguageModelFile.Open(Repository.Golden("lm/word3.probing.bin")));
        using var file = EmissionsFile.Open(Repository.Golden("decoding/emissions.jamo.safetensors"));
        var options = new DecodeOptions { Nbest = 3, HangulAutomaton = false };
        var search = new PrefixBeamSearch(_jamo, options, knowledge);
        foreach (var id in file.Ids.Take(5))
        {
            var emissions = file.Read(id, _jamo.Count);
            var whole = search.Decode(emissions);
            var stable = new List<string>();
            search.Begin();
            for (var t = 0; t < emissions.FrameCount; t += 7)
            {
                search.Accept(emissions.LogProbs.AsSpan(t * _jamo.Count, Math.Min(7, emissions.FrameCount - t) * _jamo.Count));
                stable.Add(search.StableText());
            }

            var pieces = search.Finish();

            Assert.Equal(whole.Select(hypothesis => (hypothesis.Text, hypothesis.Score)), pieces.Select(hypothesis => (hypothesis.Text, hypothesis.Score)));
            Assert.All(stable, text => Assert.StartsWith(text, whole[0].Text, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("jamo", false, 0)]
    [InlineData("jamo", true, 0)]
    [InlineData("jamo", true, 3)]
    [InlineData("syllable", true, 0)]
    public void Frames_take_no_memory_once_the_search_has_grown(string unit, bool hasModel, double hotwordWeight)
    {
        var vocabulary = CtcVocabulary.Load(Repository.Golden($"decoding/vocab.{unit}.json"));
        Hotword[] hotwords = hotwordWeight > 0 ? [new Hotword("오늘", hotwordWeight)] : [];
        using var knowledge = LanguageKnowledge.Of(vocabulary, hasModel ? LanguageModelFile.Open(Repository.Golden("lm/word3.probing.bin")) : null, hotwords: hotwords);
        using var file = EmissionsFile.Open(Repository.Golden($"decoding/emissions.{unit}.safetensors"));
        var emissions = file.Read(file.Ids[0], vocabulary.Count);
        var half = emissions.FrameCount / 2 * vocabulary.Count;
        var search = new PrefixBeamSearch(vocabulary, new DecodeOptions { HangulAutomaton = false }, knowledge);
        search.Accept(emissions.LogProbs);
        search.Begin();
        search.Accept(emissions.LogProbs.AsSpan(0, half));

        var before = GC.GetAllocatedBytesForCurrentThread();
        search.Accept(emissions.LogProbs.AsSpan(half));

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Words_follow_each_other_inside_the_audio()
    {
        using var file = EmissionsFile.Open(Repository.Golden("decoding/emissions.jamo.safetensors"));
        var search = new PrefixBeamSearch(_jamo, new DecodeOptions());
        foreach (var id in file.Ids)
        {
            var emissions = file.Read(id, _jamo.Count);
            var best = search.Decode(emissions)[0];
            var end = 0;
            foreach (var word in best.Words)
            {
                Assert.True(word.StartFrame >= end && word.EndFrame > word.StartFrame && word.EndFrame <= emissions.FrameCount, id);
                Assert.InRange(word.Confidence, 0, 1);
                end = word.EndFrame;
            }

            Assert.Equal(best.Text, string.Join(' ', best.Words.Select(word => word.Word)));
            Assert.DoesNotContain(best.Text, letter => letter is >= '\u1100' and <= '\u11FF');
        }
    }

    [Fact]
    public void A_beam_of_one_is_greedy()
    {
        using var file = EmissionsFile.Open(Repository.Golden("decoding/emissions.jamo.safetensors"));
        var search = new PrefixBeamSearch(_jamo, new DecodeOptions { Beam = 1, HangulAutomaton = false });
        var tokenizer = CtcTokenizer.Create(_jamo);
        foreach (var id in file.Ids)
        {
            var emissions = file.Read(id, _jamo.Count);
            Assert.Equal(tokenizer.DecodeLabels(GreedySearch.Labels(emissions, _jamo.BlankId)), search.Decode(emissions)[0].Text);
        }
    }

    [Fact]
    public void N_best_texts_differ_and_fall_in_score()
    {
        using var file = EmissionsFile.Open(Repository.Golden("decoding/emissions.jamo.safetensors"));
        var hypotheses = new PrefixBeamSearch(_jamo, new DecodeOptions { Nbest = 20, HangulAutomaton = false }).Decode(file.Read(file.Ids[0], _jamo.Count));

        Assert.Equal(20, hypotheses.Select(hypothesis => hypothesis.Text).Distinct().Count());
        Assert.Equal(hypotheses.Select(hypothesis => hypothesis.Score).OrderDescending(), hypotheses.Select(hypothesis => hypothesis.Score));
    }

    [Fact]
    public void Letters_that_join_to_one_text_are_summed_for_the_first_of_one_text_too()
    {
        string[] tokens = ["[PAD]", "[UNK]", "|", "ㄱ", "ㅗ", "ㅏ", "ㅘ"];
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["vocab.json"], $"{{{string.Join(",", tokens.Select((token, id) => $"\"{token}\":{id}"))}}}");
        var vocabulary = CtcVocabulary.Load(folder["vocab.json"]);
        var tokenizer = CtcTokenizer.Create(vocabulary);
        var search = new PrefixBeamSearch(vocabulary, new DecodeOptions { Beam = 100_000, TokenMinLogp = -1e9, BeamPruneLogp = -1e9, HangulAutomaton = false });
        var random = new Random(17);
        for (var round = 0; round < 5; round++)
        {
            var frames = PrefixBeamTests.RandomFrames(random, 4, tokens.Length);
            foreach (var (frame, token) in new[] { (0, 3), (1, 4), (2, 5) }) frames[frame][token] = -0.05;
            frames[1][6] = -0.05;
            var exact = PrefixBeamTests.AllPaths(frames).GroupBy(path => tokenizer.DecodeLabels(PrefixBeamTests.Collapse(path.Path)))
                .ToDictionary(paths => paths.Key, paths => paths.Aggregate(double.NegativeInfinity, (sum, path) => LogSpace.Add(sum, path.LogProb)));

            var best = search.Decode(new Emissions([.. frames.SelectMany(frame => frame.Select(p => (float)p))], frames.Length, tokens.Length))[0];

            Assert.Equal(exact.MaxBy(pair => pair.Value).Key, best.Text);
            Assert.Equal(exact[best.Text], best.Acoustic, 1e-5);
        }
    }

    [Fact]
    public void No_frames_are_an_empty_text() =>
        Assert.Equal("", new PrefixBeamSearch(_jamo, new DecodeOptions()).Decode(new Emissions([], 0, _jamo.Count))[0].Text);

    [Theory]
    [InlineData("1 2", 4, 0, 2, 2, 4)]
    [InlineData("1 1", 5, 0, 2, 3, 5)]
    public void Forced_alignment_finds_the_frames_of_each_label(string labels, int frameCount, int firstStart, int firstEnd, int secondStart, int secondEnd)
    {
        var wanted = labels.Split(' ').Select(int.Parse).ToArray();
        var path = Enumerable.Repeat(0, frameCount).Select((_, t) => t >= firstStart && t < firstEnd ? wanted[0] : t >= secondStart && t < secondEnd ? wanted[1] : 0).ToArray();
        var emissions = new Emissions([.. path.SelectMany(label => Enumerable.Range(0, 3).Select(token => token == label ? -0.2f : -2.5f))], frameCount, 3);

        var spans = new ForcedAlignment().Align(emissions, wanted, 0);

        Assert.Equal([(firstStart, firstEnd), (secondStart, secondEnd)], spans.Select(span => (span.Start, span.End)));
        Assert.All(spans, span => Assert.Equal(Math.Exp(-0.2), span.Posterior, 1e-6));
    }

    [Fact]
    public void The_best_alignment_is_the_best_of_all_paths()
    {
        var random = new Random(23);
        for (var round = 0; round < 20; round++)
        {
            var frames = PrefixBeamTests.RandomFrames(random, 6, 3);
            var best = PrefixBeamTests.AllPaths(frames).Where(path => PrefixBeamTests.Collapse(path.Path).SequenceEqual([1, 2, 2])).MaxBy(path => path.LogProb).Path;
            var emissions = new Emissions([.. frames.SelectMany(frame => frame).Select(logProb => (float)logProb)], 6, 3);

            var spans = new ForcedAlignment().Align(emissions, [1, 2, 2], 0);

            var path = new int[6];
            foreach (var span in spans) Array.Fill(path, span.Label, span.Start, span.End - span.Start);
            Assert.Equal(best, path);
        }
    }

    [Fact]
    public void More_labels_than_frames_are_refused() =>
        Assert.Contains("need 3 frames; there are 2", Assert.Throws<InvalidDataException>(() => new ForcedAlignment().Align(new Emissions([-1, -1, -1, -1], 2, 2), [1, 1], 0)).Message);

    [Fact]
    public void Calibration_goes_straight_between_its_points()
    {
        var calibration = new ConfidenceCalibration([(0.2, 0.1), (0.6, 0.5), (1, 0.9)]);

        Assert.Equal([0.1, 0.1, 0.3, 0.5, 0.7, 0.9], new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 }.Select(raw => Math.Round(calibration.Apply(raw), 10)));
    }

    [Fact]
    public void An_explanation_names_the_words_that_differ_and_what_decided()
    {
        var chosen = new Hypothesis("오늘 날씨 좋다", -30, -12, -18, []);
        var other = new Hypothesis("오늘 날시 좋다", -32, -10, -22, []);

        Assert.Equal("'날씨', not '날시': acoustic -2.00, lm +4.00; the language side decides", Explanation.Of(chosen, other).ToString());
    }
}
