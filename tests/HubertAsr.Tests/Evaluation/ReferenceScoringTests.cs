using System.Text.Json;
using HubertAsr.Evaluation;

namespace HubertAsr.Tests.Evaluation;

/// <summary>Errors and reference units of other scorers on the same pairs (tests/fixtures/evaluation).</summary>
public sealed class ReferenceScoringTests
{
    private static readonly string[][] _pairs = [.. File.ReadLines(Repository.Fixture("evaluation/pairs.tsv")).Skip(1).Select(line => line.Split('\t'))];

    private static readonly JsonElement _expected = JsonDocument.Parse(File.ReadAllText(Repository.Fixture("evaluation/expected.json"))).RootElement;

    [Theory]
    [InlineData("jiwer.cer_with_spaces")]
    [InlineData("jiwer.cer_without_spaces")]
    [InlineData("jiwer.wer")]
    [InlineData("jiwer.jamo_er_without_spaces")]
    public void Totals_of_errors_and_reference_units_equal_jiwers(string measure)
    {
        var total = Score().Total;
        var ours = measure switch
        {
            "jiwer.cer_with_spaces" => total.CerWithSpaces,
            "jiwer.cer_without_spaces" => total.CerWithoutSpaces,
            "jiwer.wer" => total.Wer,
            _ => total.Jamo,
        };

        Assert.Equal(ErrorsAndUnits(_expected.GetProperty(measure)), (ours.Errors, ours.Reference));
        Assert.Equal(_expected.GetProperty(measure).GetProperty("rate").GetDouble(), ours.Rate, 12);
    }

    [Fact]
    public void Errors_and_reference_units_of_every_utterance_equal_jiwers()
    {
        var theirs = _expected.GetProperty("utterances");

        Assert.All(Score().Utterances, ours =>
        {
            Assert.Equal(ErrorsAndUnits(theirs.GetProperty(ours.Id).GetProperty("cer")), (ours.Measures.CerWithoutSpaces.Errors, ours.Measures.CerWithoutSpaces.Reference));
            Assert.Equal(ErrorsAndUnits(theirs.GetProperty(ours.Id).GetProperty("wer")), (ours.Measures.Wer.Errors, ours.Measures.Wer.Reference));
        });
    }

    [Fact]
    public void Sentences_and_words_in_error_equal_sclites()
    {
        var summary = _expected.GetProperty("sclite.word")[1].GetString()!.Split('|')[3].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var total = Score().Total;

        Assert.Equal((summary[4], summary[5]), ($"{total.Wer.Errors}", $"{total.Sentence.Errors}"));
        Assert.Equal(_expected.GetProperty("sentence_error_rate").GetDouble(), total.Sentence.Rate, 12);
    }

    [Fact]
    public void Characters_in_error_equal_sclites()
    {
        var summary = _expected.GetProperty("sclite.character")[1].GetString()!.Split('|')[3].Split(' ', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(summary[4], $"{Score().Total.CerWithoutSpaces.Errors}");
    }

    private static ScoreSet Score() => Scorer.Score("pairs", _pairs.Select(fields => new ScoringPair(fields[0], fields[1], fields[2])));

    private static (long Errors, long Reference) ErrorsAndUnits(JsonElement counts)
    {
        long Of(string name) => counts.GetProperty(name).GetInt64();
        return (Of("sub") + Of("dele") + Of("ins"), Of("hits") + Of("sub") + Of("dele"));
    }
}
