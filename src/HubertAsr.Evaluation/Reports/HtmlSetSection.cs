using System.Globalization;
using System.Text;
using HubertAsr.Decoding;
using HubertAsr.Evaluation.Analysis;
using HubertAsr.Evaluation.Statistics;

namespace HubertAsr.Evaluation.Reports;

/// <summary>One test set in the HTML report.</summary>
internal sealed class HtmlSetSection(SetReport report, ReportOptions options, ReportLanguage language)
{
    private string _id = "";

    /// <summary>WAV bytes of an utterance, or null.</summary>
    public Func<string, byte[]?>? AudioOf { get; init; }

    /// <summary>Where the calibrated confidences come from.</summary>
    public ConfidenceCalibration? Calibration { get; init; }

    public string Write(string id)
    {
        _id = id;
        var html = new StringBuilder($"<section id={id}>\n<h2>{ReportLanguage.Html(report.Set.Name)}{(report.Set.Missing.Count > 0 ? " [PARTIAL]" : "")}</h2>\n");
        html.Append(Cards()).Append(Fix()).Append(Headline());
        html.Append(HtmlReport.Picture(ReportPlots.Distribution(report.Set), language.Say("CER별 발화 수", "Utterances by CER")));
        html.Append(Causes()).Append(Slices()).Append(Rules()).Append(Words()).Append(Spacing()).Append(Confusions());
        html.Append(Oracle()).Append(Confidence()).Append(Suspects());
        if (options.Transcripts)
        {
            html.Append(Utterances("worst", language.Say("가장 많이 틀린 발화", "Utterances with the most errors"), report.Worst));
            html.Append(Utterances("sample", language.Say("무작위 표본", "A random sample"), report.Sample));
        }

        return html.Append("</section>\n").ToString();
    }

    private string Heading(string section, string text) => $"<h3 id={_id}-{section}>{text}</h3>\n";

    private string Cards()
    {
        var cards = new[] { Measure.CerWithSpaces, Measure.CerWithoutSpaces, Measure.Wer, Measure.SpaceNormalizedWer }.Select(measure =>
            $"<div class=card><span>{language.MeasureName(measure)}</span><b>{ReportLanguage.Percent(measure.Of(report.Set.Total).Rate)} %</b><span>{IntervalText(report.Intervals?[measure])}</span></div>");
        return $"<div class=cards>{string.Concat(cards)}</div>\n";
    }

    private string Fix()
    {
        if (report.Findings.Count == 0) return "";
        var items = report.Findings.Select(finding => $"<li>{ReportLanguage.Html(language.Say(finding.Ko, finding.En))} <a href=#{_id}-{finding.Section}>↓</a></li>");
        return $"{Heading("fix", language.Say("무엇부터 고칠까", "What to fix next"))}<ol class=fix>{string.Concat(items)}</ol>\n<p class=note>{language.Say("몫은 서로 겹칠 수 있습니다.", "Shares may overlap.")}</p>\n";
    }

    private string Headline()
    {
        var total = report.Set.Total;
        var rows = Measure.All.Select(measure => CountsRow(language.MeasureName(measure), measure.Of(total), report.Intervals?[measure]))
            .Append(CountsRow(language.Say("초성", "initial consonants"), total.Onset, null))
            .Append(CountsRow(language.Say("중성", "vowels"), total.Nucleus, null))
            .Append(CountsRow(language.Say("종성", "final consonants"), total.Coda, null));
        var left = string.Create(CultureInfo.InvariantCulture, $"{language.Say("발화", "utterances")} {report.Set.Utterances.Count}, {language.Say("결과 없음", "without hypothesis")} {report.Set.Missing.Count}, {language.Say("빈 정답(제외)", "empty references (left out)")} {report.Set.EmptyReferences.Count}");
        var unit = report.Intervals is null ? "" : $" · {language.Say("재표본 단위", "resampled by")}: {(report.Intervals.Unit == "speaker" ? language.Say("화자", "speaker") : language.Say("발화", "utterance"))}";
        return $"{Heading("headline", language.Say("수치", "Numbers"))}<div class=wide><table><tr><th>{language.Say("척도", "measure")}<th>%<th>95 %<th>{language.Say("오류 / 정답", "errors / reference")}<th>S<th>D<th>I{string.Concat(rows)}</table></div>\n<p class=note>{left}{unit}</p>\n";
    }

    private static string CountsRow(string name, ErrorCounts counts, Interval? interval) =>
        $"<tr><td>{name}<td class=n>{ReportLanguage.Percent(counts.Rate)}<td class=n>{IntervalText(interval)}<td class=n>{ReportLanguage.Count(counts.Errors)} / {ReportLanguage.Count(counts.Reference)}<td class=n>{ReportLanguage.Count(counts.Substitutions)}<td class=n>{ReportLanguage.Count(counts.Deletions)}<td class=n>{ReportLanguage.Count(counts.Insertions)}";

    private static string IntervalText(Interval? interval) => interval is { } known && !double.IsNaN(known.Low) ? $"{ReportLanguage.Percent(known.Low)} – {ReportLanguage.Percent(known.High)}" : "";

    private string Causes()
    {
        if (report.Attribution is not { } attribution || attribution.ByUtterance.Count == 0) return "";
        string Share(long errors) => ReportLanguage.Percent((double)errors / report.Set.Total.CerWithSpaces.Errors, 1);
        var rows = attribution.Counts.Select(count => $"<tr><td>{language.CauseName(count.Cause)}<td class=n>{count.Utterances}<td class=n>{Share(count.Errors)}<td class=small>{language.CauseMeaning(count.Cause)}");
        var unknown = attribution.Unknown == 0 ? "" : $"<p class=note>{language.Say($"점수가 없는 틀린 발화 {attribution.Unknown}개는 뺐습니다.", $"Wrong utterances without scores: {attribution.Unknown}, left out.")}</p>\n";
        return $"{Heading("causes", language.Say("누구 탓인가", "Which part is to blame"))}<p>{language.Say("틀린 발화마다 정답과 출력을 탐색과 같은 점수로 견주어 하나로 가릅니다.", "Each wrong utterance under one cause, by scoring reference and output as the search does.")}</p>\n"
            + $"<div class=wide><table><tr><th>{language.Say("원인", "cause")}<th>{language.Say("발화", "utterances")}<th>{language.Say("오류의 몫 %", "share of errors %")}<th>{string.Concat(rows)}</table></div>\n{unknown}";
    }

    private string Slices()
    {
        if (report.Slices.Count == 0) return "";
        var scale = Math.Max(0.01, report.Slices.Max(slice => slice.Total.CerWithSpaces.Rate));
        var tables = report.Slices.GroupBy(slice => slice.Column).Select(column =>
            $"<div class=wide><table><tr><th>{ReportLanguage.Html(column.Key)}<th>CER %<th>95 %<th>{language.Say("발화", "utterances")}<th>{language.Say("오류 / 정답", "errors / reference")}<th>{string.Concat(column.Take(40).Select(slice => SliceRow(slice, scale)))}</table></div>\n<br>\n");
        return $"{Heading("slices", language.Say("조각별 CER (나쁜 것부터)", "CER by slice, the worst first"))}{string.Concat(tables)}<p class=note>{language.Say($"흐린 줄은 발화가 {options.SmallSlice}개보다 적어 결론을 내리기 어렵습니다.", $"Pale lines have fewer than {options.SmallSlice} utterances: too few to conclude from.")}</p>\n";
    }

    private string SliceRow(Slice slice, double scale)
    {
        var rate = slice.Total.CerWithSpaces;
        var value = slice.Value.Length == 0 ? language.Say("(모름)", "(unknown)") : ReportLanguage.Html(slice.Value);
        var width = (int)Math.Round(120 * Math.Min(1, rate.Rate / scale));
        return $"<tr{(slice.IsSmall ? " class=small" : "")}><td>{value}<td class=n>{ReportLanguage.Percent(rate.Rate)}<td class=n>{IntervalText(slice.Intervals?[Measure.CerWithSpaces])}<td class=n>{slice.Utterances}<td class=n>{ReportLanguage.Count(rate.Errors)} / {ReportLanguage.Count(rate.Reference)}<td><span class=bar style=\"width:{width}px\"></span>";
    }

    private string Rules()
    {
        var analysis = report.Analysis;
        if (analysis.Substitutions == 0) return "";
        var rows = analysis.Rules.Select(rule =>
            $"<tr><td>{language.Say(rule.Rule.Ko, rule.Rule.En)}<td class=n>{rule.Count}<td class=n>{rule.AsSpoken}<td class=n>{rule.Reversed}<td>{Examples(rule.Examples)}<td class=small>{language.Say(rule.Rule.AdviceKo, rule.Rule.AdviceEn)}");
        return $"{Heading("rules", language.Say("음운으로 본 오류", "Errors named by phonology"))}<p>{language.Say($"음절 대치 {analysis.Substitutions}번 가운데 {analysis.Explained}번을 규칙이 설명합니다.", $"Rules explain {analysis.Explained} of {analysis.Substitutions} substituted syllables.")}</p>\n"
            + $"<div class=wide><table><tr><th>{language.Say("규칙", "rule")}<th>{language.Say("횟수", "count")}<th>{language.Say("소리대로", "as spoken")}<th>{language.Say("거꾸로", "reversed")}<th>{language.Say("예", "examples")}<th>{string.Concat(rows)}</table></div>\n";
    }

    private string Examples(IReadOnlyList<ErrorExample> examples) =>
        !options.Transcripts ? "" : string.Join(", ", examples.Select(example => $"{Side(example.Reference)}→{Side(example.Hypothesis)}").Distinct());

    private static string Side(string text) => text.Length == 0 ? "∅" : ReportLanguage.Html(text);

    private string Words()
    {
        if (report.Analysis.Words.Count == 0) return "";
        var rows = report.Analysis.Words.Select(count => $"<tr><td>{language.WordErrorName(count.Kind)}<td class=n>{count.Count}<td>{Examples(count.Examples)}");
        return $"{Heading("words", language.Say("어절 오류의 종류 (띄어쓰기 보정 뒤)", "Kinds of word errors, blanks set aside"))}<div class=wide><table><tr><th>{language.Say("종류", "kind")}<th>{language.Say("횟수", "count")}<th>{language.Say("예", "examples")}{string.Concat(rows)}</table></div>\n";
    }

    private string Spacing()
    {
        var spacing = report.Set.Total.Spacing;
        return $"{Heading("spacing", language.Say("띄어쓰기", "Blanks"))}<p>{language.Say("정밀도", "precision")} {ReportLanguage.Percent(spacing.Precision)} %, {language.Say("재현율", "recall")} {ReportLanguage.Percent(spacing.Recall)} %, F1 {ReportLanguage.Percent(spacing.F1)} % ({spacing.Correct} / {spacing.Reference} / {spacing.Hypothesis}). {language.Say($"띄어쓰기만 틀린 발화 {report.Analysis.SpacingOnlyUtterances}개, 띄어쓰기 때문인 어절 오류 {report.Analysis.SpacingOnlyWords}개.", $"{report.Analysis.SpacingOnlyUtterances} utterances are wrong in blanks alone; {report.Analysis.SpacingOnlyWords} word errors come from blanks.")}</p>\n";
    }

    private string Confusions()
    {
        if (report.Analysis.Syllables.Count + report.Analysis.Deleted.Count + report.Analysis.Inserted.Count == 0) return "";
        string List(string name, IReadOnlyList<Confusion> confusions) => confusions.Count == 0 ? "" : $"<p>{name}: {string.Join(" · ", confusions.Take(40).Select(item => $"{Side(item.Reference)}→{Side(item.Hypothesis)}&nbsp;<span class=small>{item.Count}</span>"))}</p>\n";
        return Heading("confusions", language.Say("혼동", "Confusions"))
            + List(language.Say("음절", "Syllables"), report.Analysis.Syllables) + List(language.Say("빠진 음절", "Lost"), report.Analysis.Deleted) + List(language.Say("더해진 음절", "Added"), report.Analysis.Inserted)
            + ConfusionHeatMap.Of(language.Say("초성", "Initial consonants"), report.Analysis.Onsets, SyllableParts.Onsets, language)
            + ConfusionHeatMap.Of(language.Say("중성", "Vowels"), report.Analysis.Nuclei, SyllableParts.Nuclei, language)
            + ConfusionHeatMap.Of(language.Say("종성", "Final consonants"), report.Analysis.Codas, SyllableParts.Codas, language);
    }

    private string Oracle() => report.Oracle is not { } oracle ? "" :
        $"{Heading("oracle", language.Say("후보 안의 최선", "Best of the candidates"))}<p>{language.Say($"후보 {report.OracleDepth}개 가운데 늘 최선을 골랐다면 CER", $"Had the best of {report.OracleDepth} candidates always been chosen, the CER would be")} {ReportLanguage.Percent(oracle.Rate)} % ({ReportLanguage.Count(oracle.Errors)} / {ReportLanguage.Count(oracle.Reference)}).</p>\n";

    private string Confidence()
    {
        if (report.Reliability is not { } raw) return "";
        var (distance, fitted) = (language.Say("확신도와 실제 정답률의 평균 차이(ECE)", "Mean distance of confidence and share right (ECE)"), "");
        if (report.Calibrated is { } calibrated && Calibration is { } curve)
        {
            var where = curve.FittedOn.Length > 0 ? curve.FittedOn : "?";
            fitted = language.Say(
                $" 보정({curve.Method}, '{where}' 어절 {curve.Words}개로 맞춤) 뒤: {ReportLanguage.Percent(calibrated.ExpectedCalibrationError, 1)} %.",
                $" After calibration ({curve.Method}, fitted on {curve.Words} words of '{where}'): {ReportLanguage.Percent(calibrated.ExpectedCalibrationError, 1)} %.");
        }

        return Heading("calibration", language.Say("확신도", "Confidence"))
            + HtmlReport.Picture(ReportPlots.Calibration(raw, report.Calibrated), language.Say("어절 확신도와 정답률", "Calibration of word confidences"))
            + $"<p>{distance}: {ReportLanguage.Percent(raw.ExpectedCalibrationError, 1)} %.{ReportLanguage.Html(fitted)}</p>\n";
    }

    private string Suspects()
    {
        if (report.Suspects.Count == 0) return "";
        var heading = Heading("suspects", language.Say("틀렸을지 모르는 정답", "References that may be wrong"));
        return options.Transcripts
            ? heading + string.Concat(report.Suspects.Select(suspect => Utterance(suspect.Utterance, $" · {language.Say("확신도", "confidence")} {ReportLanguage.Percent(suspect.Confidence, 0)} %")))
            : $"{heading}<p>{ReportLanguage.Html(string.Join(", ", report.Suspects.Select(suspect => suspect.Utterance.Id)))}</p>\n";
    }

    private string Utterances(string section, string title, IReadOnlyList<UtteranceScore> utterances) =>
        utterances.Count == 0 ? "" : Heading(section, title) + string.Concat(utterances.Select(utterance => Utterance(utterance, "")));

    private string Utterance(UtteranceScore utterance, string more)
    {
        var audio = options.Audio && AudioOf?.Invoke(utterance.Id) is { } wav ? $"<audio controls preload=none src=\"data:audio/wav;base64,{Convert.ToBase64String(wav)}\"></audio>" : "";
        var cause = report.Attribution?.ByUtterance.TryGetValue(utterance.Id, out var found) == true ? $" · {language.CauseName(found)}" : "";
        var missing = utterance.Hypothesis is null ? $" · {language.Say("결과 없음", "no hypothesis")}" : "";
        return $"<div class=utt><div class=id>{ReportLanguage.Html(utterance.Id)} · CER {ReportLanguage.Percent(utterance.Measures.CerWithSpaces.Rate, 1)} %{cause}{more}{missing}</div>{AlignmentHtml.Of(utterance.Reference, utterance.Hypothesis ?? "")}{audio}</div>\n";
    }
}
