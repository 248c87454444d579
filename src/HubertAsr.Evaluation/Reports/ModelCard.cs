using System.Globalization;
using System.Text;

namespace HubertAsr.Evaluation.Reports;

/// <summary>What a model card needs beside the numbers.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="BaseModel">What it was fine-tuned from; empty when from random weights.</param>
/// <param name="Corpus">Name of the training corpus.</param>
/// <param name="Recipe">The recipe as it ran, TOML; empty when unknown.</param>
public sealed record ModelCardFacts(string Name, string BaseModel, string Corpus, string Recipe);

/// <summary>A <c>README.md</c> for a model folder in the form the Hugging Face hub reads: facts in YAML, then text.</summary>
public static class ModelCard
{
    /// <param name="facts">Where the model comes from.</param>
    /// <param name="report">How it was measured.</param>
    public static string Write(ModelCardFacts facts, EvaluationReport report)
    {
        var card = new StringBuilder("---\nlanguage: ko\nlibrary_name: transformers\npipeline_tag: automatic-speech-recognition\ntags:\n- hubert\n- ctc\n- korean\nmetrics:\n- cer\n- wer\n");
        if (facts.BaseModel.Length > 0) card.Append(CultureInfo.InvariantCulture, $"base_model: {Quote(facts.BaseModel)}\n");
        card.Append(CultureInfo.InvariantCulture, $"model-index:\n- name: {Quote(facts.Name)}\n  results:\n");
        foreach (var set in report.Sets) AddResult(card, facts.Corpus, set);
        card.Append(CultureInfo.InvariantCulture, $"---\n\n# {facts.Name}\n\nHuBERT with a CTC head for Korean speech, fine-tuned on {(facts.Corpus.Length > 0 ? facts.Corpus : "an unnamed corpus")}.\n\n");
        card.Append("## Error rates\n\n").Append("```\n").Append(string.Join('\n', report.Sets.SelectMany(set => set.Set.KaldiLines()))).Append("\n```\n\n");
        card.Append(CultureInfo.InvariantCulture, $"Scored with the policy `{report.Fingerprint.Policy}` ({report.Fingerprint.PolicyHash[..12]}); micro-averaged; 95 % intervals are in the report.\n\n");
        card.Append("## Use\n\nInput is one channel at 16 kHz. The vocabulary holds conjoining jamo or syllables: with `transformers`, give the tokenizer text in NFD when the units are jamo, and compose what it returns to NFC.\n\n");
        card.Append(CultureInfo.InvariantCulture, $"## Licence\n\nThe corpus: {(report.Options.Licence.Length > 0 ? report.Options.Licence : "unknown; find out before you publish this model")}.\n");
        if (facts.Recipe.Length > 0) card.Append(CultureInfo.InvariantCulture, $"\n## Recipe\n\n```toml\n{facts.Recipe.Trim()}\n```\n");
        return card.ToString();
    }

    private static void AddResult(StringBuilder card, string corpus, SetReport set)
    {
        var data = corpus.Length > 0 ? corpus : set.Set.Name;
        card.Append("  - task:\n      type: automatic-speech-recognition\n");
        card.Append(CultureInfo.InvariantCulture, $"    dataset:\n      name: {Quote(data)}\n      type: {Quote(data)}\n      split: {Quote(set.Set.Name)}\n    metrics:\n");
        foreach (var (type, name, measure) in new[] { ("cer", "CER, blanks counted", Measure.CerWithSpaces), ("cer", "CER without blanks", Measure.CerWithoutSpaces), ("wer", "WER (eojeol)", Measure.Wer) })
            card.Append(CultureInfo.InvariantCulture, $"    - type: {type}\n      name: {Quote(name)}\n      value: {ReportLanguage.Percent(measure.Of(set.Set.Total).Rate)}\n");
    }

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
