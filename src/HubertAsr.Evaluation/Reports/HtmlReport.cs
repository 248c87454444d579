using System.Text;

namespace HubertAsr.Evaluation.Reports;

/// <summary>
/// The report as one HTML file that opens without a network: styles inside, pictures and audio as data, no script. Wide tables scroll in their own
/// box, so that the page fits a phone.
/// </summary>
/// <param name="report">What to say.</param>
/// <param name="audioOf">WAV bytes of an utterance, or null; asked only when <see cref="ReportOptions.Audio"/> is set.</param>
public sealed class HtmlReport(EvaluationReport report, Func<string, byte[]?>? audioOf = null)
{
    private readonly ReportLanguage _language = new(report.Options.Lang);

    /// <summary>The whole page.</summary>
    public string Write()
    {
        var title = ReportLanguage.Html(report.Title);
        var html = new StringBuilder(
            $"""
            <!doctype html>
            <html lang={_language.Code}>
            <head>
            <meta charset=utf-8>
            <meta name=viewport content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <style>
            {ReportStyle.Css}
            </style>
            </head>
            <body>
            <main>
            <h1>{title}</h1>

            """);
        html.Append(Banner()).Append(TestSets());
        if (report.Sets.Count > 1) html.Append(Overview());
        html.Append(History());
        for (var i = 0; i < report.Sets.Count; i++) html.Append(new HtmlSetSection(report.Sets[i], report.Options, _language) { AudioOf = audioOf, Calibration = report.Calibration }.Write($"set{i}"));
        html.Append(Provenance()).Append("</main>\n</body>\n</html>\n");
        return html.ToString();
    }

    private string Banner()
    {
        var corpus = report.Corpus.Length > 0 ? report.Corpus : _language.Say("이름 없는 말뭉치", "an unnamed corpus");
        var licence = report.Options.Licence.Length > 0 ? report.Options.Licence : _language.Say("알 수 없음: 나누기 전에 확인하십시오", "unknown: find out before you pass this on");
        var parts = (report.Options.Transcripts, report.Options.Audio) switch
        {
            (true, true) => _language.Say("전사와 음성", "transcripts and audio"),
            (true, false) => _language.Say("전사", "transcripts"),
            (false, true) => _language.Say("음성", "audio"),
            _ => _language.Say("수치만", "numbers only"),
        };
        return $"<p class=banner>{_language.Say("말뭉치", "Corpus")}: <b>{ReportLanguage.Html(corpus)}</b> · {_language.Say("이용 조건", "licence")}: <b>{ReportLanguage.Html(licence)}</b> · {_language.Say("이 파일에 든 것", "this file holds")}: {parts}</p>\n";
    }

    private string TestSets() => string.Concat(report.TestSets.Select(verdict =>
    {
        var words = ReportLanguage.Html($"{verdict.Set}: {string.Join("; ", verdict.Notes)} ({verdict.Source})");
        return verdict.Matches
            ? $"<p class=note>{_language.Say("알려진 시험 집합과 같음", "The known test set")}: {words}</p>\n"
            : $"<p class=\"banner wrong\">{_language.Say("알려진 시험 집합이 아님: 공개된 수치와 견주지 마십시오", "Not the known test set: do not compare with published figures")}. {words}</p>\n";
    }));

    private string Overview()
    {
        var rows = report.Sets.Select((set, index) =>
            $"<tr><td><a href=#set{index}>{ReportLanguage.Html(set.Set.Name)}</a><td class=n>{set.Set.Utterances.Count}<td class=n>{ReportLanguage.Percent(set.Set.Total.CerWithSpaces.Rate)}<td class=n>{ReportLanguage.Percent(set.Set.Total.CerWithoutSpaces.Rate)}<td class=n>{ReportLanguage.Percent(set.Set.Total.Wer.Rate)}");
        return $"<h2>{_language.Say("시험 집합", "Test sets")}</h2>\n<div class=wide><table><tr><th>{_language.Say("집합", "set")}<th>{_language.Say("발화", "utterances")}<th>CER %<th>CER-nospace %<th>WER %{string.Concat(rows)}</table></div>\n";
    }

    private string History()
    {
        if (report.History.Count < 2) return "";
        var best = report.History.MinBy(point => point.Cer);
        return $"<h2>{_language.Say("학습 중의 CER", "CER while training")}</h2>\n{Picture(ReportPlots.History(report.History), _language.Say("갱신에 따른 CER", "CER by update"))}"
            + $"<p>{_language.Say("개발 집합에서 가장 낮은 값", "Lowest on the development set")}: {ReportLanguage.Percent(best.Cer)} % ({_language.Say("갱신", "update")} {ReportLanguage.Count(best.Update)}).</p>\n";
    }

    internal static string Picture(byte[] png, string description) => $"<p><img alt=\"{ReportLanguage.Html(description)}\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\"></p>\n";

    private string Provenance()
    {
        var print = report.Fingerprint;
        (string, string)[] rows =
        [
            (_language.Say("채점 정책", "scoring policy"), $"{print.Policy} <code>{print.PolicyHash[..12]}</code>"),
            (_language.Say("채점기", "scorer"), ReportLanguage.Html(print.Scorer)),
            (_language.Say("정답 발화: 받은 수 / 채점한 수", "references: given / scored"), $"{ReportLanguage.Count(print.Utterances)} / {ReportLanguage.Count(print.ScoredUtterances)}"),
            (_language.Say("글자 수: 정책 전 / 후", "characters: before / after the policy"), $"{ReportLanguage.Count(print.CharactersBefore)} / {ReportLanguage.Count(print.CharactersAfter)}"),
            (_language.Say("정답 지문", "references' hash"), $"<code>{print.ReferenceHash[..12]}</code>"),
        ];
        return $"<h2>{_language.Say("무엇을 쟀나", "What was measured")}</h2>\n<div class=wide><table>{string.Concat(rows.Select(row => $"<tr><th>{row.Item1}<td>{row.Item2}"))}</table></div>\n"
            + $"<p class=note>{_language.Say("구간은 95 % 부트스트랩. S·D·I는 뒤에서부터 일치·대치, 탈락, 첨가 순으로 가릅니다. 지문이 다른 두 결과는 견주지 마십시오.", "Intervals are 95 % bootstrap. S, D and I are split from the end: match or substitution, then deletion, then insertion. Do not compare results whose fingerprints differ.")}</p>\n";
    }
}
