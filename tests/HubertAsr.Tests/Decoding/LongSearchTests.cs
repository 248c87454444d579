using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Tests.Decoding;

/// <summary>Hours of speech in pieces: the same texts as all at once, in memory that does not grow with them.</summary>
public sealed class LongSearchTests : IDisposable
{
    private const string Sentence = "너는 서울로 갔다가 부산에서 왔고 나는 그 영화가 정말 좋았다 ";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(7, true, false)]
    [InlineData(50, false, false)]
    [InlineData(7, true, true)]
    public void Pieces_of_any_length_give_the_same_as_all_at_once_however_long_the_speech(int framesPerPiece, bool hasModel, bool prunesHistory)
    {
        using var knowledge = LanguageKnowledge.Of(Jamo, hasModel ? Model() : null);
        var emissions = NoisyEmissions.Of(Jamo, string.Concat(Enumerable.Repeat(Sentence, 40)), 5);
        var search = new PrefixBeamSearch(Jamo, new DecodeOptions { Nbest = 3, PruneHistory = prunesHistory }, knowledge);
        var whole = search.Decode(emissions);
        var stable = "";

        search.Begin();
        for (var t = 0; t < emissions.FrameCount; t += framesPerPiece)
        {
            search.Accept(emissions.LogProbs.AsSpan(t * Jamo.Count, Math.Min(framesPerPiece, emissions.FrameCount - t) * Jamo.Count));
            if (t % (50 * framesPerPiece) == 0) stable = search.StableText();
        }

        var pieces = search.Finish();

        Assert.Equal(whole.Select(hypothesis => (hypothesis.Text, hypothesis.Score)), pieces.Select(hypothesis => (hypothesis.Text, hypothesis.Score)));
        Assert.Equal(whole[0].Words.Select(word => (word.Word, word.StartFrame, word.EndFrame)), pieces[0].Words.Select(word => (word.Word, word.StartFrame, word.EndFrame)));
        Assert.InRange(stable.Length, whole[0].Text.Length / 4, whole[0].Text.Length);
        Assert.StartsWith(stable, whole[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_search_remembers_does_not_grow_with_the_speech()
    {
        using var knowledge = LanguageKnowledge.Of(Jamo, Model(), unitModel: Model(NGramUnit.Syllable));
        var emissions = NoisyEmissions.Of(Jamo, string.Concat(Enumerable.Repeat(Sentence, 10)), 6);
        var search = new PrefixBeamSearch(Jamo, new DecodeOptions { Beam = 30 }, knowledge);
        var most = new List<int>();
        for (var round = 0; round < 12; round++)
        {
            var here = 0;
            for (var t = 0; t < emissions.FrameCount; t++)
            {
                search.Accept(emissions.Frame(t));
                here = Math.Max(here, search.MemoryCount);
            }

            most.Add(here);
        }

        Assert.True(most[^1] <= most.Take(6).Max(), $"prefixes and contexts by stretch of speech: {string.Join(' ', most)}");
    }

    private static CtcVocabulary Jamo { get; } = CtcVocabulary.Load(Repository.Fixture("decoding/vocab.jamo.json"));

    private NGramModel Model(NGramUnit unit = NGramUnit.Word)
    {
        new NGramModelBuilder(new LanguageModelOptions { Order = 2, Unit = unit }, _folder[$"{unit}.arpa"]).Build([Sentence, "나는 서울에서 왔다", "그 영화가 좋았다"], "test");
        return LanguageModelFile.Open(_folder[$"{unit}.arpa"]);
    }
}
