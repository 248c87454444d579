using System.Globalization;
using System.Net;

namespace HubertAsr.Evaluation.Reports;

/// <summary>Korean or English; numbers are written alike in both.</summary>
internal sealed class ReportLanguage(string lang)
{
    public string Code { get; } = lang;

    private bool IsKorean => Code == "ko";

    public string Say(string ko, string en) => IsKorean ? ko : en;

    public static string Percent(double rate, int digits = 2) => double.IsNaN(rate) ? "–" : (100 * rate).ToString("F" + digits, CultureInfo.InvariantCulture);

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Text that is safe inside HTML.</summary>
    public static string Html(string text) => WebUtility.HtmlEncode(text);

    public string MeasureName(Measure measure) => measure.Name switch
    {
        "cer_with_spaces" => Say("CER (공백 포함)", "CER (blanks counted)"),
        "cer_without_spaces" => Say("CER (공백 제외)", "CER (without blanks)"),
        "wer" => Say("WER (어절)", "WER (eojeol)"),
        "swer" => Say("sWER (띄어쓰기 보정 어절)", "sWER (space-normalised)"),
        "jamo" => Say("자모 오류율", "Jamo error rate"),
        _ => Say("문장 오류율", "Sentence error rate"),
    };

    public string WordErrorName(Analysis.WordErrorKind kind) => kind switch
    {
        Analysis.WordErrorKind.ParticleWrong => Say("조사가 다름", "particle wrong"),
        Analysis.WordErrorKind.ParticleLost => Say("조사가 빠짐", "particle lost"),
        Analysis.WordErrorKind.ParticleAdded => Say("조사가 더해짐", "particle added"),
        Analysis.WordErrorKind.EndingWrong => Say("어미가 다름", "ending wrong"),
        Analysis.WordErrorKind.Number => Say("숫자", "number"),
        Analysis.WordErrorKind.Latin => Say("로마자", "Latin word"),
        Analysis.WordErrorKind.Filler => Say("간투사", "filler"),
        _ => Say("그 밖의 낱말", "other words"),
    };
}
