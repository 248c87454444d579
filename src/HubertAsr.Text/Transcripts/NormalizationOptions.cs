using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace HubertAsr.Text;

/// <summary>The recipe's <c>[text]</c>: what of a transcript's markup becomes text. Defaults are the convention of published KsponSpeech figures.</summary>
/// <remarks>From <see cref="Dual"/> on, what other tools do differently: policies named after them set these, nobody else need.</remarks>
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

    [Description("words marked + as repeated or broken off; strict: keep, and drop the utterance where + stands inside a word")]
    [AllowedValues("keep", "drop", "strict")]
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
    [AllowedValues("upper", "lower", "keep")]
    public string Case { get; init; } = "upper";

    [Description("the marks . ? ! , become blanks, stay, are deleted without a blank, or the comma alone is deleted")]
    [AllowedValues("drop", "keep", "delete", "comma")]
    public string Punctuation { get; init; } = "drop";

    [Description("digits, units and Latin capitals are read out: 3시 세 시, KBS 케이비에스")]
    [AllowedValues("off", "on")]
    public string ReadNumbers { get; init; } = "off";

    [Description("dual transcriptions: scanned and checked by content; other tools: well-formed pairs only, such pairs with blanks around /, every second group")]
    [AllowedValues("scan", "pairs", "spaced-pairs", "toggle")]
    public string Dual { get; init; } = "scan";

    [Description("noise tags such as b/: never the end of a Latin word; other tools: b l n o u before / anywhere, any small letter before /")]
    [AllowedValues("tags", "anywhere", "letters")]
    public string Noise { get; init; } = "tags";

    [Description("u/ drops the utterance in training and vanishes in evaluation, vanishes always, or becomes ⁇")]
    [AllowedValues("reject", "delete", "unknown")]
    public string Unintelligible { get; init; } = "reject";

    [Description("characters that are deleted")]
    public string Marks { get; init; } = "/+*[]@$^&=:;#~\"'“”‘’…·-";

    [Description("what # is read as where it is no mark")]
    [AllowedValues("#", "샾")]
    public string Hash { get; init; } = "#";

    [Description("characters other than Hangul, digits, Latin letters and %: rejected in training and deleted in evaluation, or kept")]
    [AllowedValues("check", "keep")]
    public string Residue { get; init; } = "check";
}
