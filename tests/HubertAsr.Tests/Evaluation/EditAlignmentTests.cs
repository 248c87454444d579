using System.Text;
using CsCheck;
using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Alignment;

namespace HubertAsr.Tests.Evaluation;

public sealed class EditAlignmentTests
{
    [Theory]
    [InlineData("하나 둘 셋", "하나 셋 둘 넷", "=I=S")]
    [InlineData("가나다", "가다", "=D=")]
    [InlineData("가다", "가나다", "=I=")]
    [InlineData("가가", "가", "D=")] // the last of two equal units is the one that stays
    [InlineData("가", "가가", "I=")]
    [InlineData("가나", "다", "DS")]
    [InlineData("다", "가나", "IS")]
    [InlineData("가나", "나가", "SS")] // as cheap as a deletion and an insertion
    [InlineData("", "가", "I")]
    [InlineData("가", "", "D")]
    [InlineData("", "", "")]
    public void Ties_are_broken_from_the_end_by_diagonal_then_deletion_then_insertion(string reference, string hypothesis, string picture)
    {
        var alignment = reference.Contains(' ', StringComparison.Ordinal)
            ? EditAlignment.OfWords(reference, hypothesis)
            : EditAlignment.OfCharacters(reference, hypothesis);

        Assert.Equal(picture, Picture(alignment.Edits));
    }

    [Fact]
    public void A_character_outside_the_basic_plane_is_one_unit()
    {
        Assert.Equal(new ErrorCounts(1, 0, 0, 2), EditAlignment.OfCharacters("가😀", "가나").Counts);
    }

    [Fact]
    public void The_edits_equal_those_of_the_textbook_matrix_for_any_pair()
    {
        var symbols = Gen.Int[0, 3].Array[0, 150];
        Gen.Select(symbols, symbols).Sample((reference, hypothesis) =>
        {
            var edits = new List<Edit>();
            var counts = new EditAligner().Align(reference, hypothesis, edits);

            Assert.Equal(Textbook(reference, hypothesis), edits);
            Assert.Equal(edits.Count(edit => edit.Kind != EditKind.Match), counts.Errors);
        }, iter: 300, threads: 1);
    }

    [Fact]
    public void A_pair_too_long_to_keep_whole_is_aligned_the_same()
    {
        // 3,000 × 60,000 cells are 47 × 60,000 words, more than one block keeps; an edit every 20 units, as in a long recording.
        var random = new Random(5);
        int[] hypothesis = [.. Enumerable.Range(0, 60_000).Select(_ => random.Next(40))];
        int[] reference = [.. hypothesis.Where((_, i) => i % 20 == 0)];
        var edits = new List<Edit>();

        var counts = new EditAligner().Align(reference, hypothesis, edits);

        Assert.Equal(new ErrorCounts(0, 0, 57_000, 3_000), counts);
        Assert.All(edits.Where(edit => edit.Kind == EditKind.Match), edit => Assert.Equal(reference[edit.ReferenceIndex], hypothesis[edit.HypothesisIndex]));
    }

    [Fact]
    public void One_aligner_serves_pairs_of_any_length_one_after_another()
    {
        var aligner = new EditAligner();
        int[] longer = [.. Enumerable.Range(0, 500)], shorter = [1, 2, 3];

        Assert.Equal(497, aligner.Align(longer, shorter).Deletions);
        Assert.Equal(new ErrorCounts(0, 0, 0, 3), aligner.Align(shorter, shorter));
        Assert.Equal(497, aligner.Align(shorter, longer).Insertions);
    }

    private static string Picture(IEnumerable<Edit> edits) =>
        edits.Aggregate(new StringBuilder(), (picture, edit) => picture.Append("=SDI"[(int)edit.Kind])).ToString();

    private static List<Edit> Textbook(int[] reference, int[] hypothesis)
    {
        var cost = new int[reference.Length + 1, hypothesis.Length + 1];
        for (var i = 0; i <= reference.Length; i++)
        {
            for (var j = 0; j <= hypothesis.Length; j++)
            {
                cost[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(
                    cost[i - 1, j - 1] + (reference[i - 1] == hypothesis[j - 1] ? 0 : 1), Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
            }
        }

        var edits = new List<Edit>();
        for (int i = reference.Length, j = hypothesis.Length; i > 0 || j > 0;)
        {
            var equal = i > 0 && j > 0 && reference[i - 1] == hypothesis[j - 1];
            if (i > 0 && j > 0 && cost[i, j] == cost[i - 1, j - 1] + (equal ? 0 : 1)) edits.Add(new Edit(equal ? EditKind.Match : EditKind.Substitution, --i, --j));
            else if (i > 0 && cost[i, j] == cost[i - 1, j] + 1) edits.Add(new Edit(EditKind.Deletion, --i, -1));
            else edits.Add(new Edit(EditKind.Insertion, -1, --j));
        }

        edits.Reverse();
        return edits;
    }
}
