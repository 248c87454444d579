using HubertAsr.Models;
using HubertAsr.Text;

namespace HubertAsr.Cli.Doctor;

/// <summary>Whether a model folder is whole and fits itself.</summary>
internal static class ModelChecks
{
    public static IEnumerable<Finding> Folder(string model)
    {
        ModelInspection inspection;
        try
        {
            inspection = ModelFolder.Inspect(model);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or ArgumentException)
        {
            return [new Finding("model", FindingStatus.Fail, error.Message, "'hubert-asr inspect' tells more once the folder is whole.")];
        }
        return
        [
            inspection.Fits
                ? Finding.Ok("model", $"{inspection.Observed}; {inspection.Format}, {string.Join(" and ", inspection.Dtypes)}")
                : new Finding("model", FindingStatus.Fail, inspection.Refusal!, "Bring config.json and weights of one model together."),
            .. inspection.Warnings.Select(warning => new Finding("model", FindingStatus.Note, warning)),
            Vocabulary(inspection),
        ];
    }

    private static Finding Vocabulary(ModelInspection inspection)
    {
        if (!File.Exists(Path.Combine(inspection.Folder, "vocab.json")))
            return inspection.HeadSize is null
                ? new Finding("vocabulary", FindingStatus.Note, "none, and no CTC head: an encoder to fine-tune")
                : new Finding("vocabulary", FindingStatus.Fail, "a CTC head without vocab.json", "Fetch vocab.json of the same model: without it labels are no text.");
        try
        {
            var vocabulary = CtcVocabulary.Load(inspection.Folder);
            return inspection.HeadSize is null || inspection.HeadSize == vocabulary.Count
                ? Finding.Ok("vocabulary", $"{vocabulary.Count} tokens ({vocabulary.Unit.ToString().ToLowerInvariant()})")
                : new Finding("vocabulary", FindingStatus.Fail, $"{vocabulary.Count} tokens for a head of {inspection.HeadSize}", "Fetch vocab.json of the same model.");
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            return new Finding("vocabulary", FindingStatus.Fail, error.Message, "Fetch vocab.json of the same model.");
        }
    }
}
