using HubertAsr.Audio;
using HubertAsr.Cli.Studies;
using HubertAsr.Corpora;
using HubertAsr.Decoding;
using HubertAsr.Evaluation;
using HubertAsr.Models;
using HubertAsr.Text;
using HubertAsr.Training;
using HubertAsr.Training.Pretraining;
using HubertAsr.Transcription;

namespace HubertAsr.Cli.Recipes;

/// <summary>One section of a recipe and a record that declares options of it; a section may be made of several records, each in the room that uses it.</summary>
/// <param name="Name">As in <c>[name]</c>.</param>
/// <param name="Options">The record's type, in the room that uses it.</param>
/// <param name="Repeats">Whether <c>[[name]]</c> may stand several times.</param>
internal sealed record RecipeSection(string Name, Type Options, bool Repeats = false)
{
    /// <summary>Every section, in the order a recipe is printed: the order of the stages that read them.</summary>
    public static IReadOnlyList<RecipeSection> All { get; } =
    [
        new("corpus", typeof(CorpusOptions), Repeats: true),
        new("text", typeof(NormalizationOptions)),
        new("tokenizer", typeof(TokenizerOptions)),
        new("model", typeof(ModelOptions)),
        new("lm", typeof(LanguageModelOptions)),
        new("pretrain", typeof(PretrainOptions), Repeats: true),
        new("augment", typeof(AugmentOptions)),
        new("train", typeof(TrainOptions)),
        new("decode", typeof(DecodeOptions)),
        new("decode", typeof(TranscribeOptions)),
        new("decode", typeof(SilenceOptions)),
        new("evaluate", typeof(EvaluateOptions)),
        new("report", typeof(ReportOptions)),
        new("study", typeof(StudyOptions), Repeats: true),
    ];

    /// <summary>What may stand in a section.</summary>
    public static IEnumerable<string> KeysOf(string name) => All.Where(section => section.Name == name).SelectMany(section => OptionSchema.Of(section.Options).Keys);
}
