using System.Globalization;
using HubertAsr.Evaluation.Analysis;
using HubertAsr.Evaluation.Attribution;

namespace HubertAsr.Evaluation.Reports;

/// <summary>Something that would lower the error rate if it were mended.</summary>
/// <param name="Share">Part of the set's errors that it accounts for, at most; orders the list.</param>
/// <param name="Ko">In Korean.</param>
/// <param name="En">In English.</param>
/// <param name="Section">Where the report shows the evidence.</param>
public sealed record Finding(double Share, string Ko, string En, string Section);

/// <summary>Reads a set's numbers for what to fix first.</summary>
internal sealed class FindingList
{
    private const double WorthSaying = 0.03;
    private const int Most = 8;

    // Differences that the ear cannot tell, or that are told apart by spelling alone.
    private static readonly HashSet<string> _spelling =
    [
        "palatalisation", "liaison", "h_merger", "h_deletion", "lateralisation", "nasalisation", "n_insertion", "tensification", "saisiot", "cluster", "neutralisation",
        "initial_law", "ae_e", "oe_wae_we", "doe_dwae", "ui",
    ];

    private readonly List<Finding> _findings = [];
    private readonly SetReport _report;
    private readonly ErrorCounts _cer;

    private FindingList(SetReport report)
    {
        _report = report;
        _cer = report.Set.Total.CerWithSpaces;
    }

    /// <summary>The largest share first.</summary>
    public static IReadOnlyList<Finding> Of(SetReport report)
    {
        if (report.Set.Total.CerWithSpaces.Errors == 0) return [];
        var list = new FindingList(report);
        list.AddMissing();
        list.AddCause();
        list.AddBalance();
        list.AddBlanks();
        list.AddRules();
        list.AddWords();
        list.AddSlice();
        list.AddTail();
        list.AddOracle();
        list.AddSuspects();
        return [.. list._findings.Where(finding => finding.Share >= WorthSaying).OrderByDescending(finding => finding.Share).Take(Most)];
    }

    private void Add(double share, FormattableString ko, FormattableString en, string section) =>
        _findings.Add(new Finding(share, ko.ToString(CultureInfo.InvariantCulture), en.ToString(CultureInfo.InvariantCulture), section));

    private double OfErrors(double errors) => errors / _cer.Errors;

    private void AddMissing()
    {
        if (_report.Set.Missing.Count == 0) return;
        var lost = _report.Set.Utterances.Where(utterance => utterance.Hypothesis is null).Sum(utterance => utterance.Measures.CerWithSpaces.Errors);
        Add(OfErrors(lost),
            $"인식 결과가 없는 발화가 {_report.Set.Missing.Count}개 있습니다: 오류의 {OfErrors(lost):P0}. 먼저 그 음성을 읽을 수 있게 하십시오.",
            $"Utterances without a hypothesis: {_report.Set.Missing.Count}, {OfErrors(lost):P0} of the errors. First make their audio readable.", "headline");
    }

    private void AddCause()
    {
        if (_report.Attribution is not { } attribution) return;
        var language = (Ko: new ReportLanguage("ko"), En: new ReportLanguage("en"));
        // What the acoustic model has wrong is the ordinary case; the others are mended without training.
        foreach (var count in attribution.Counts.Where(count => count.Cause != ErrorCause.Acoustic))
        {
            Add(OfErrors(count.Errors),
                $"{language.Ko.CauseName(count.Cause)} 탓: 틀린 발화 {count.Utterances}개, 오류의 {OfErrors(count.Errors):P0}. {language.Ko.CauseMeaning(count.Cause)}",
                $"To blame is the {language.En.CauseName(count.Cause)}: wrong utterances {count.Utterances}, {OfErrors(count.Errors):P0} of the errors. {language.En.CauseMeaning(count.Cause)}", "causes");
        }
    }

    private void AddBalance()
    {
        var (deletions, insertions) = (_cer.Deletions, _cer.Insertions);
        if (deletions > 2 * insertions && OfErrors(deletions) > 0.3)
        {
            Add(OfErrors(deletions),
                $"빠뜨린 글자가 많습니다: 오류의 {OfErrors(deletions):P0}가 탈락입니다 (첨가의 {(double)deletions / Math.Max(1, insertions):F1}배). 학습이 덜 되었거나, 음성 끝이 잘렸거나, 빠른 발화입니다. 단어 보너스(beta)를 올려 보십시오.",
                $"Much is left out: {OfErrors(deletions):P0} of the errors are deletions ({(double)deletions / Math.Max(1, insertions):F1} times the insertions). Too little training, clipped ends or fast speech; try a larger word bonus (beta).", "headline");
        }
        else if (insertions > 2 * deletions && OfErrors(insertions) > 0.3)
        {
            Add(OfErrors(insertions),
                $"없는 글자가 많습니다: 오류의 {OfErrors(insertions):P0}가 첨가입니다. 배경 말소리나 잡음, 전사에서 빠진 말을 확인하고 단어 보너스(beta)를 낮춰 보십시오.",
                $"Much is added: {OfErrors(insertions):P0} of the errors are insertions. Look for background speech, noise and words the transcripts omit; try a smaller word bonus (beta).", "headline");
        }
    }

    private void AddBlanks()
    {
        var blanks = Math.Max(0, _cer.Errors - _report.Set.Total.CerWithoutSpaces.Errors);
        var words = _report.Set.Total.Wer.Errors == 0 ? 0 : (double)_report.Analysis.SpacingOnlyWords / _report.Set.Total.Wer.Errors;
        Add(OfErrors(blanks),
            $"띄어쓰기: 글자 오류의 {OfErrors(blanks):P0}, 어절 오류의 {words:P0}가 띄어쓰기뿐입니다. 정답의 띄어쓰기가 일정한지 보고, 아니라면 공백을 뺀 CER로 비교하십시오.",
            $"Blanks: {OfErrors(blanks):P0} of the character errors and {words:P0} of the word errors are blanks alone. See whether the references space consistently; if not, compare by CER without blanks.", "spacing");
    }

    private void AddRules()
    {
        var spelling = _report.Analysis.Rules.Where(rule => _spelling.Contains(rule.Rule.Id)).Sum(rule => rule.Count);
        Add(OfErrors(spelling),
            $"소리대로 적었거나 소리가 같은 맞춤법: 오류의 {OfErrors(spelling):P0}까지. 귀는 맞고 글이 틀렸습니다: 언어 모델(lm)을 더하거나 본문을 늘리십시오.",
            $"Spelled as spoken, or spellings that sound alike: up to {OfErrors(spelling):P0} of the errors. The ear was right and the spelling wrong: add a language model or more text.", "rules");
        var heard = _report.Analysis.Rules.FirstOrDefault(rule => !_spelling.Contains(rule.Rule.Id));
        if (heard is null) return;
        Add(OfErrors(heard.Count),
            $"잘못 들은 소리 가운데 가장 잦은 것: {heard.Rule.Ko} ({heard.Count}번). {heard.Rule.AdviceKo}",
            $"The most frequent mishearing: {heard.Rule.En} ({heard.Count} times). {heard.Rule.AdviceEn}", "rules");
    }

    private void AddWords()
    {
        var total = Math.Max(1, _report.Set.Total.SpaceNormalizedWer.Errors);
        double Share(params WordErrorKind[] kinds) => _report.Analysis.Words.Where(count => kinds.Contains(count.Kind)).Sum(count => count.Count) / (double)total;
        var grammar = Share(WordErrorKind.ParticleWrong, WordErrorKind.ParticleLost, WordErrorKind.ParticleAdded, WordErrorKind.EndingWrong);
        Add(grammar, $"조사와 어미: 어절 오류의 {grammar:P0}. 뜻은 통하지만 점수를 잃습니다: 언어 모델이 가장 잘 고치는 부분입니다.",
            $"Particles and endings: {grammar:P0} of the word errors. The meaning survives, the score does not: this is what a language model mends best.", "words");
        var written = Share(WordErrorKind.Number, WordErrorKind.Latin);
        Add(written, $"숫자와 로마자: 어절 오류의 {written:P0}. 정답과 가설의 표기 규칙(20 / 이십)이 같은지 채점 정책을 보십시오.",
            $"Numbers and Latin words: {written:P0} of the word errors. See whether both sides are written by one rule (20 or 이십): the scoring policy.", "words");
        var fillers = Share(WordErrorKind.Filler);
        Add(fillers, $"간투사: 어절 오류의 {fillers:P0}. 학습 전사와 시험 전사가 간투사를 같이 다루는지 보십시오 (fillers = keep | drop).",
            $"Fillers: {fillers:P0} of the word errors. See whether training and test transcripts treat them alike (fillers = keep | drop).", "words");
    }

    /// <summary>The slice that costs most beyond the average, if its interval is clear of it.</summary>
    private void AddSlice()
    {
        var overall = _cer.Rate;
        var worst = _report.Slices.Where(slice => !slice.IsSmall && slice.Value.Length > 0 && slice.Intervals?[Measure.CerWithSpaces].Low > overall)
            .MaxBy(slice => slice.Total.CerWithSpaces.Errors - overall * slice.Total.CerWithSpaces.Reference);
        if (worst is null) return;
        var rate = worst.Total.CerWithSpaces;
        var excess = OfErrors(rate.Errors - overall * rate.Reference);
        Add(excess,
            $"{worst.Column} = {worst.Value}: CER {100 * rate.Rate:F1} % (전체 {100 * overall:F1} %, 발화 {worst.Utterances}개). 평균만큼만 되어도 오류의 {excess:P0}가 사라집니다. 이런 학습 자료를 늘리십시오.",
            $"{worst.Column} = {worst.Value}: CER {100 * rate.Rate:F1} % (all: {100 * overall:F1} %, {worst.Utterances} utterances). At the average, {excess:P0} of the errors would be gone. Add training data like it.", "slices");
    }

    private void AddTail()
    {
        var lost = _report.Set.Utterances.Where(utterance => utterance.Hypothesis is not null && utterance.Measures.CerWithSpaces.Rate >= 0.8 && utterance.Measures.CerWithSpaces.Reference >= 5).ToList();
        var errors = lost.Sum(utterance => utterance.Measures.CerWithSpaces.Errors);
        Add(OfErrors(errors),
            $"거의 전부 틀린 발화(CER 80 % 이상) {lost.Count}개가 오류의 {OfErrors(errors):P0}입니다. 음성과 전사가 어긋났는지 먼저 들어 보십시오.",
            $"{lost.Count} utterances that are almost wholly wrong (CER of 80 % or more) hold {OfErrors(errors):P0} of the errors. Listen to them first: audio and transcript may not belong together.", "worst");
    }

    private void AddOracle()
    {
        if (_report.Oracle is not { } oracle) return;
        var gain = OfErrors(_cer.Errors - oracle.Errors);
        Add(gain,
            $"후보 {_report.OracleDepth}개 안의 가장 좋은 것을 고르면 CER {100 * oracle.Rate:F2} %입니다: 오류의 {gain:P0}는 탐색이나 언어 모델로 고칠 수 있습니다.",
            $"Choosing the best of {_report.OracleDepth} candidates would give a CER of {100 * oracle.Rate:F2} %: {gain:P0} of the errors are within reach of search and language model.", "oracle");
    }

    private void AddSuspects()
    {
        var errors = _report.Suspects.Sum(suspect => suspect.Utterance.Measures.CerWithSpaces.Errors);
        Add(OfErrors(errors),
            $"정답 전사가 틀렸을지 모르는 발화가 {_report.Suspects.Count}개입니다(인식기는 확신, 정답은 다름): 오류의 {OfErrors(errors):P0}. 목록을 들어 보십시오.",
            $"{_report.Suspects.Count} references may be wrong (the recogniser is sure of something else): {OfErrors(errors):P0} of the errors. Listen to the list.", "suspects");
    }
}
