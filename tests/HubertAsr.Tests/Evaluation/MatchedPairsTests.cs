using System.Diagnostics;
using System.Text.RegularExpressions;
using HubertAsr.Evaluation.Statistics;

namespace HubertAsr.Tests.Evaluation;

public sealed partial class MatchedPairsTests
{
    [Theory]
    [InlineData("하나 둘 셋 넷", "하나 X 셋 넷", "하나 둘 셋 X", "0")] // one right word between them does not separate: one segment, 1 − 1
    [InlineData("하나 둘 셋 넷", "X 둘 셋 넷", "하나 둘 셋 X", "1 -1")] // two do
    [InlineData("하나 둘 셋", "하나 둘 셋", "하나 둘 셋", "")]
    [InlineData("하나 둘 셋", "하나 둘 셋 넷 다섯", "하나 둘", "1")] // insertions at the end belong to the last segment
    [InlineData("하나 둘", "X 하나 둘", "하나 둘", "1")]
    public void Segments_lie_between_two_right_words(string reference, string a, string b, string differences)
    {
        int[] expected = [.. differences.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

        var test = MatchedPairs.Test([(reference, a, b)]);

        Assert.Equal(expected.Length, test.Segments);
        Assert.Equal(expected.Length == 0 ? 0 : expected.Average(), test.MeanDifference);
    }

    [Fact]
    public void The_chance_of_two_standard_errors_is_that_of_the_normal_tables()
    {
        // Differences 1 and 0 alternating with mean m: chosen so that z is near 1.96.
        var texts = Enumerable.Range(0, 100).Select(i => ("하나", i < 4 ? "X" : "하나", i is >= 4 and < 100 && i % 24 == 0 ? "X" : "하나"));

        var test = MatchedPairs.Test([.. texts.Concat(Enumerable.Repeat(("둘", "X", "X"), 20))]);

        var z = test.Z;
        Assert.Equal(0.0455, TwoSidedOf(2.0), 0.0001);
        Assert.Equal(TwoSidedOf(z), test.P, 1e-5);
    }

    [Fact]
    public void Segments_and_errors_equal_those_of_sc_stats()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/sctk"), "sctk (Debian package sctk) is not installed");
        using var folder = new TemporaryFolder();
        var rows = File.ReadLines(Repository.Fixture("evaluation/pairs.tsv")).Skip(1).Select(line => line.Split('\t')).ToList();
        // B hears every third utterance right and loses the first word of every fifth.
        string B(int i) => i % 3 == 0 ? rows[i][1] : i % 5 == 0 ? string.Join(' ', rows[i][2].Split(' ').Skip(1)) : rows[i][2];
        void Write(string name, Func<int, string> text) => File.WriteAllLines(folder.File(name), rows.Select((row, i) => $"{text(i)} (spk-{row[0]})"));
        Write("ref.trn", i => rows[i][1]);
        Write("a.trn", i => rows[i][2]);
        Write("b.trn", B);

        Run(folder.Path, "for s in a b; do sctk sclite -r ref.trn trn -h $s.trn trn $s -i spu_id -e utf-8 -o sgml stdout; done | sctk sc_stats -p -t mapsswe -v -n out");
        var report = File.ReadAllText(folder.File("out.stats.mapsswe"));

        var segments = int.Parse(SegmentCount().Match(report).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        var totals = Totals().Match(report);
        var ours = MatchedPairs.Test(rows.Select((row, i) => (row[1], row[2], B(i))));
        Assert.Equal(segments, ours.Segments);
        Assert.Equal(int.Parse(totals.Groups[1].Value, null) - int.Parse(totals.Groups[2].Value, null), ours.MeanDifference * ours.Segments, 1e-9);
    }

    /// <summary>Two-sided normal tail by Simpson's rule: another way than the code's.</summary>
    private static double TwoSidedOf(double z)
    {
        const int Steps = 2000;
        var (from, width) = (Math.Abs(z), 10.0 / Steps);
        double Density(int i) => Math.Exp(-Math.Pow(from + i * width, 2) / 2) / Math.Sqrt(2 * Math.PI);
        return 2 * Enumerable.Range(0, Steps + 1).Sum(i => Density(i) * (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2)) * width / 3;
    }

    private static void Run(string folder, string script)
    {
        using var process = Process.Start(new ProcessStartInfo("bash") { ArgumentList = { "-c", script }, WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
    }

    [GeneratedRegex(@"Number of Segments\s+(\d+)")]
    private static partial Regex SegmentCount();

    [GeneratedRegex(@"Totals\s+\d+\s+(\d+)\s+(\d+)")]
    private static partial Regex Totals();
}
