using System.Diagnostics;
using System.Text.Json;
using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Files;
using HubertAsr.Evaluation.Reports;

namespace HubertAsr.Tests.Evaluation;

public sealed class ReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ko", "무엇부터 고칠까")]
    [InlineData("en", "What to fix next")]
    public void The_page_opens_offline_and_says_first_what_to_fix(string lang, string heading)
    {
        var html = new HtmlReport(Report(new ReportOptions { Lang = lang, Licence = "AI-Hub 이용 약관" })).Write();

        Assert.Contains(heading, html, StringComparison.Ordinal);
        Assert.Contains("AI-Hub 이용 약관", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http", html, StringComparison.OrdinalIgnoreCase);
        Assert.True(html.IndexOf(heading, StringComparison.Ordinal) < html.IndexOf("<table", StringComparison.Ordinal));
    }

    [Fact]
    public void An_alignment_is_shown_like_a_diff_and_a_wrong_blank_can_be_seen()
    {
        var set = Scorer.Score("s", [new("a", "왜 안 돼<", "왜 안되<"), new("b", "네", "네요")]);

        var html = new HtmlReport(Report(new ReportOptions(), set)).Write();

        Assert.Contains("<div class=ref>왜 안<b class=d>␣</b><b class=s>돼</b>&lt;</div>", html, StringComparison.Ordinal);
        Assert.Contains("<div class=hyp>네<b class=i>요</b></div>", html, StringComparison.Ordinal);
        Assert.Contains("<div class=hyp>왜 안<b class=s>되</b>&lt;</div>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_transcripts_no_text_of_an_utterance_is_in_any_file()
    {
        var set = Scorer.Score("s", [new("a", "아버지가 방에 들어가신다", "아버지가 반에 들어가신다")]);

        ReportFiles.WriteAll(_folder.Path, Report(new ReportOptions { Transcripts = false }, set));

        var files = Directory.GetFiles(_folder.Path).Where(file => Path.GetExtension(file) != ".png").ToList();
        Assert.Equal(4, files.Count);
        Assert.All(files, file => Assert.DoesNotContain("버지가", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public void Audio_is_inside_only_when_it_was_asked_for()
    {
        var set = Scorer.Score("s", [new("a", "네", "예")]);
        byte[] wav = [1, 2, 3];

        Assert.DoesNotContain("<audio", new HtmlReport(Report(new ReportOptions(), set), _ => wav).Write(), StringComparison.Ordinal);
        Assert.Contains("src=\"data:audio/wav;base64,AQID\"", new HtmlReport(Report(new ReportOptions { Audio = true }, set), _ => wav).Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_fingerprint_survives_the_json_file_and_tells_what_differs()
    {
        var report = Report(new ReportOptions());
        ReportFiles.WriteAll(_folder.Path, report);

        var read = ReportFiles.ReadFingerprint(_folder.File("report.json"));

        Assert.Empty(read.DifferencesFrom(report.Fingerprint));
        Assert.StartsWith("policy: verbatim (", Assert.Single(read.DifferencesFrom(report.Fingerprint with { Policy = "published" })), StringComparison.Ordinal);
    }

    [Fact]
    public void The_json_file_holds_the_summary_and_the_slices()
    {
        var set = JsonDocument.Parse(ReportFiles.Json(Report(new ReportOptions()))).RootElement.GetProperty("sets")[0];

        Assert.Equal(552, set.GetProperty("summary").GetProperty("cer_with_spaces").GetProperty("errors").GetInt32());
        Assert.Equal("length", set.GetProperty("slices")[0].GetProperty("column").GetString());
        Assert.True(set.GetProperty("findings").GetArrayLength() > 0);
    }

    [Fact]
    public void The_pictures_are_png_files()
    {
        ReportFiles.WriteAll(_folder.Path, Report(new ReportOptions()) with { History = [new(100, 0.9), new(200, 0.5), new(300, 0.4)] });

        Assert.All(["history.png", "pairs.distribution.png"], name => Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(_folder.File(name))[..4]));
    }

    [Fact]
    public void The_utterances_can_be_scored_again_from_their_file()
    {
        var report = Report(new ReportOptions());
        ReportFiles.WriteAll(_folder.Path, report);
        var file = _folder.File("utterances.csv");

        var again = MatchedTranscripts.Match(TranscriptReader.ReadReferences(file), TranscriptReader.ReadHypotheses(file)).Score(ScoringPolicy.Verbatim);

        Assert.Equal(report.Sets[0].Set.Total, Assert.Single(again).Total);
    }

    [Fact]
    public void The_model_card_begins_with_what_the_hub_reads()
    {
        var card = ModelCard.Write(new ModelCardFacts("demo", "team/hubert", "Demo \"corpus\"", "seed = 1"), Report(new ReportOptions()));

        Assert.StartsWith("---\nlanguage: ko\n", card, StringComparison.Ordinal);
        Assert.Contains("base_model: \"team/hubert\"\n", card, StringComparison.Ordinal);
        Assert.Contains("      name: \"Demo \\\"corpus\\\"\"\n", card, StringComparison.Ordinal);
        Assert.Contains("    - type: cer\n      name: \"CER, blanks counted\"\n      value: 13.57\n", card, StringComparison.Ordinal);
        Assert.Contains("```toml\nseed = 1\n```", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_holds_the_lines_and_the_findings()
    {
        var text = MarkdownReport.Write(Report(new ReportOptions { Lang = "en" }));

        Assert.Contains("| pairs | 207 | 13.57 | ", text, StringComparison.Ordinal);
        Assert.Contains("%CER 13.57 [ 552 / 4067, 83 ins, 233 del, 236 sub ] pairs", text, StringComparison.Ordinal);
        Assert.Contains("### pairs: what to fix next", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_of_the_candidates_and_doubtful_references_are_found()
    {
        var set = Scorer.Score("s", [new("a", "하나 둘", "하나 돌"), new("b", "전혀 다른 말", "네 그렇습니다"), new("c", "네", "네")]);
        var builder = new ReportBuilder(new EvaluateOptions { Bootstrap = 0 }, new ReportOptions())
        {
            Details = new Dictionary<string, UtteranceDetail>
            {
                ["a"] = new(0.4, [("하나", 0.9), ("돌", 0.3)], ["하나 돌", "하나 둘"]),
                ["b"] = new(0.97, [("네", 0.97), ("그렇습니다", 0.97)], ["네 그렇습니다", "예 그렇습니다"]),
                ["c"] = new(0.9, [("네", 0.9)], ["네"]),
            },
        };

        var built = builder.Build(set, References(set));

        Assert.Equal(built.Set.Total.CerWithSpaces.Errors - 1, built.Oracle!.Value.Errors);
        Assert.Equal("b", Assert.Single(built.Suspects).Utterance.Id);
        Assert.Equal(5, built.Reliability!.Bins.Sum(bin => bin.Count));
    }

    [Fact]
    public void A_browser_draws_the_page()
    {
        var browser = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
        Assert.SkipUnless(browser is not null, "no Chromium on this machine (Debian package chromium)");
        var page = _folder.Write("report.html", new HtmlReport(Report(new ReportOptions())).Write());
        var picture = _folder.File("page.png");

        using var process = Process.Start(new ProcessStartInfo(browser!)
        {
            ArgumentList = { "--headless", "--no-sandbox", "--disable-gpu", "--window-size=390,1200", $"--user-data-dir={_folder.File("profile")}", $"--screenshot={picture}", new Uri(page).AbsoluteUri },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.True(new FileInfo(picture).Length > 20_000, "the screenshot holds next to nothing");
    }

    [Theory]
    [InlineData("ko")]
    [InlineData("en")]
    public void The_page_is_no_wider_than_a_phone(string lang)
    {
        var browser = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
        Assert.SkipUnless(browser is not null, "no Chromium on this machine (Debian package chromium)");
        // The page itself has no script; this copy measures itself.
        var html = new HtmlReport(Report(new ReportOptions { Lang = lang })).Write()
            .Replace("</body>", "<script>document.title = `${document.documentElement.scrollWidth} of ${window.innerWidth}`</script></body>", StringComparison.Ordinal);
        var page = _folder.Write("report.html", html);

        using var process = Process.Start(new ProcessStartInfo(browser!)
        {
            ArgumentList = { "--headless", "--no-sandbox", "--disable-gpu", "--window-size=390,1200", $"--user-data-dir={_folder.File("profile")}", "--dump-dom", new Uri(page).AbsoluteUri },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var title = process.StandardOutput.ReadToEnd().Split("<title>")[1].Split("</title>")[0].Split(" of ");
        process.WaitForExit();

        Assert.InRange(int.Parse(title[0], System.Globalization.CultureInfo.InvariantCulture), 300, int.Parse(title[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static EvaluationReport Report(ReportOptions options, ScoreSet? set = null)
    {
        set ??= Scorer.Score("pairs", File.ReadLines(Repository.Fixture("evaluation/pairs.tsv")).Skip(1).Select(line => line.Split('\t')).Select(fields => new ScoringPair(fields[0], fields[1], fields[2])));
        var references = References(set);
        return new EvaluationReport
        {
            Title = "A report",
            Corpus = "corpus",
            Fingerprint = ScoreFingerprint.Of(references, ScoringPolicy.Verbatim, [set]),
            Sets = [new ReportBuilder(new EvaluateOptions { Bootstrap = 50 }, options).Build(set, references)],
            Options = options,
        };
    }

    private static TranscriptTable References(ScoreSet set) =>
        new("references", [], [.. set.Utterances.Select((utterance, index) => new TranscriptRow(utterance.Id, utterance.Reference, index + 1))], 0);
}
