using System.Globalization;
using System.Net;
using HubertAsr.Evaluation.Attribution;

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

    public string CauseName(ErrorCause cause) => cause switch
    {
        ErrorCause.Acoustic => Say("음향 모델", "acoustic model"),
        ErrorCause.LanguageModel => Say("언어 모델", "language model"),
        ErrorCause.Search => Say("탐색", "search"),
        _ => Say("어휘", "vocabulary"),
    };

    public string CauseMeaning(ErrorCause cause) => cause switch
    {
        ErrorCause.Acoustic => Say("음향 모델이 틀린 글을 더 그럴듯하게 봅니다. 학습 자료와 학습을 늘리거나 정답을 확인하십시오.", "The acoustic model holds the wrong text for likelier: more data or training, or the reference is wrong."),
        ErrorCause.LanguageModel => Say("음향 모델은 정답 편인데 언어 모델이 뒤집었습니다. alpha·beta를 낮추거나(sweep) 본문을 바꾸십시오.", "The acoustic model was for the right text and the language side outweighed it: lower alpha or beta (sweep), or use fitter text."),
        ErrorCause.Search => Say("정답의 점수가 더 높은데 탐색이 놓쳤습니다. beam을 늘리고 beam_prune_logp·token_min_logp를 낮추십시오.", "The right text scores higher and the search lost it: a wider beam, lower beam_prune_logp and token_min_logp."),
        _ => Say("정답을 쓸 수 없거나 언어 모델이 모르는 낱말입니다. 어휘·사전·hotwords를 늘리십시오.", "The right text cannot be written, or holds a word unknown to the language model: widen vocabulary, lexicon, text, or add hotwords."),
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
