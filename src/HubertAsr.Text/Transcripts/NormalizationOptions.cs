using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace HubertAsr.Text;

/// <summary>The recipe's <c>[text]</c>: what of a transcript's markup becomes text. Defaults are the convention of published KsponSpeech figures.</summary>
public sealed record NormalizationOptions
{
    [Description("side of a dual transcription (20년)/(이십 년): as written or as spoken")]
    [AllowedValues("spelling", "phonetic")]
    public string Mode { get; init; } = "spelling";

    [Description("transcription rules of the corpus")]
    [AllowedValues("etri", "broadcast", "freetalk", "dialect", "plain")]
    public string Profile { get; init; } = "etri";

    [Description("train drops what cannot be learned from, eval keeps every utterance that has words")]
    [AllowedValues("train", "eval")]
    public string Purpose { get; init; } = "train";

    [Description("words marked + as repeated or broken off")]
    [AllowedValues("keep", "drop")]
    public string Repeats { get; init; } = "keep";

    [Description("words marked / or (FP:) as fillers")]
    [AllowedValues("keep", "drop")]
    public string Fillers { get; init; } = "keep";

    [Description("words marked * as hard to hear")]
    [AllowedValues("keep", "drop", "reject")]
    public string Starred { get; init; } = "keep";

    [Description("content of a tag such as (NO:지금)")]
    [AllowedValues("keep", "drop", "reject")]
    public string Tagged { get; init; } = "keep";

    [Description("case of Latin letters")]
    [AllowedValues("upper", "lower")]
    public string Case { get; init; } = "upper";

    [Description("the marks . ? ! ,")]
    [AllowedValues("drop", "keep")]
    public string Punctuation { get; init; } = "drop";
}
