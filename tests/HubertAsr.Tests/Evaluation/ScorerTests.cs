using System.Text;
using HubertAsr.Evaluation;

namespace HubertAsr.Tests.Evaluation;

public sealed class ScorerTests
{
    [Fact]
    public void The_lines_are_Kaldis_with_the_sets_name_at_the_end()
    {
        var set = Scorer.Score("demo/test", [new("a", "커피 한 잔 주세요", "커피 한잔 주세요"), new("b", "네", "예")]);

        Assert.Equal(
        [
            "%CER 18.18 [ 2 / 11, 0 ins, 1 del, 1 sub ] demo/test",
            "%CER-nospace 12.50 [ 1 / 8, 0 ins, 0 del, 1 sub ] demo/test",
            "%WER 60.00 [ 3 / 5, 0 ins, 1 del, 2 sub ] demo/test",
            "%sWER 20.00 [ 1 / 5, 0 ins, 0 del, 1 sub ] demo/test",
            "%JER 11.11 [ 2 / 18, 0 ins, 0 del, 2 sub ] demo/test",
            "%SER 100.00 [ 2 / 2 ] demo/test",
        ],
        set.KaldiLines());
    }

    [Fact]
    public void A_missing_hypothesis_is_all_deletions_and_marks_the_set_partial()
    {
        var set = Scorer.Score("s", [new("a", "네", "네"), new("b", "하나 둘", null)]);

        Assert.Equal(["b"], set.Missing);
        Assert.Equal(new ErrorCounts(0, 4, 0, 5), set.Total.CerWithSpaces);
        Assert.All(set.KaldiLines(), line => Assert.EndsWith(" s [PARTIAL]", line, StringComparison.Ordinal));
    }

    [Fact]
    public void An_empty_reference_is_left_out_and_counted()
    {
        var set = Scorer.Score("s", [new("a", "네", "네"), new("b", " \t", "뭐라고")]);

        Assert.Equal(["b"], set.EmptyReferences);
        Assert.Equal(new ErrorCounts(0, 0, 0, 1), set.Total.CerWithSpaces);
    }

    [Fact]
    public void A_one_syllable_answer_is_scored()
    {
        Assert.Equal(new ErrorCounts(1, 0, 0, 1), Scorer.Score("s", [new("a", "네", "예")]).Total.CerWithSpaces);
    }

    [Fact]
    public void Decomposed_text_and_runs_of_blanks_make_no_error()
    {
        var measures = Scorer.Score("오늘 날씨", "  오늘 \t 날씨\n".Normalize(NormalizationForm.FormD));

        Assert.Equal(0, measures.CerWithSpaces.Errors + measures.Wer.Errors + measures.Sentence.Errors);
    }

    [Fact]
    public void An_id_given_twice_is_an_error_that_names_it()
    {
        var error = Assert.Throws<InvalidDataException>(() => Scorer.Score("s", [new("a", "네", "네"), new("a", "네", "네")]));

        Assert.Contains("'a' appears twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_without_any_reference_is_an_error_and_not_a_division_by_zero()
    {
        Assert.Throws<InvalidDataException>(() => Scorer.Score("s", [new("a", "", "네")]));
    }

    [Fact]
    public void The_order_of_the_utterances_is_kept_over_many_chunks()
    {
        var set = Scorer.Score("s", Enumerable.Range(0, 3000).Select(i => new ScoringPair($"{i}", "네", i % 2 == 0 ? "네" : "예")));

        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"{i}"), set.Utterances.Select(utterance => utterance.Id));
        Assert.Equal(1500, set.Total.Sentence.Errors);
    }
}
