using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace HubertAsr.Decoding;

/// <summary>The recipe's <c>[decode]</c>: beam search and its fusion with a language model. Names and meanings as in pyctcdecode.</summary>
public sealed record DecodeOptions
{
    [Description("language model of words, syllables or jamo: ARPA, ARPA.gz or KenLM binary; empty = none")]
    [DataType("path")]
    public string? Lm { get; init; }

    [Description("weight of the language model's log probability")]
    [Range(0.0, 100.0)]
    public double Alpha { get; init; } = 0.5;

    [Description("bonus for each word, natural log")]
    [Range(-100.0, 100.0)]
    public double Beta { get; init; } = 1.5;

    [Description("added to the log10 probability of a word that the language model does not know")]
    [Range(-1000.0, 0.0)]
    public double UnkOffset { get; init; } = -10;

    [Description("added to it for each character that the unknown word's tokens write, jamo or syllables: a long one is no cheaper than the words it hides")]
    [Range(-1000.0, 0.0)]
    public double UnkLetter { get; init; }

    [Description("second language model, of syllables or jamo with ▁ for the blank, scored at every token; empty = none")]
    [DataType("path")]
    public string? UnitLm { get; init; }

    [Description("weight of the second language model's log probability")]
    [Range(0.0, 100.0)]
    public double UnitAlpha { get; init; } = 0.5;

    [Description("bonus for each syllable or jamo of the second language model, natural log")]
    [Range(-100.0, 100.0)]
    public double UnitBeta { get; init; }

    [Description("lets the search add or drop a blank between words at this cost, natural log; not set = blanks as heard")]
    [Range(0.0, 1000.0)]
    public double? SpaceCost { get; init; }

    [Description("price an unfinished word by the likeliest word it may become, instead of only penalising unknown beginnings")]
    public bool LookAhead { get; init; }

    [Description("lets a sentence of the word model end before any word and another begin; not set = only in transcribe, whose recordings hold many")]
    public bool? SentenceEnds { get; init; }

    [Description("prefixes kept after each frame; 1 = greedy")]
    [Range(1, 100_000)]
    public int Beam { get; init; } = 100;

    [Description("tokens below this log probability are not tried, except the best of the frame")]
    [Range(-1e9, 0.0)]
    public double TokenMinLogp { get; init; } = -5;

    [Description("prefixes this far below the best are dropped, natural log")]
    [Range(-1e9, 0.0)]
    public double BeamPruneLogp { get; init; } = -10;

    [Description("of prefixes that differ only before what the language model remembers, a full beam keeps the best: an unclear word crowds out no later one")]
    public bool PruneHistory { get; init; }

    [Description("closed vocabulary: a file of words, optionally with their tokens; empty = any word")]
    [DataType("path")]
    public string? Lexicon { get; init; }

    [Description("file of words to favour, optionally with weights; empty = none")]
    [DataType("path")]
    public string? Hotwords { get; init; }

    [Description("bonus for a hotword without a weight of its own, natural log")]
    [Range(0.0, 1000.0)]
    public double HotwordWeight { get; init; } = 10;

    [Description("favour hotwords with the particles that may follow them too")]
    public bool HotwordParticles { get; init; } = true;

    [Description("cut texts with jamo that compose to no syllable")]
    public bool HangulAutomaton { get; init; } = true;

    [Description("confidence calibration fitted on a dev set; empty = posteriors as they are")]
    [DataType("path")]
    public string? Calibration { get; init; }

    [Description("share of the second head in a model that has two; its beam's candidates are ranked by both")]
    [Range(0.0, 1.0)]
    public double JointWeight { get; init; } = 0.5;

    [Description("letters given for each 초성, 중성 and 종성 of a syllable, likeliest first, in the JSON of decode; 0 = none")]
    [Range(0, 28)]
    public int Alternatives { get; init; }

    [Description("texts given for each utterance, best first")]
    [Range(1, 10_000)]
    public int Nbest { get; init; } = 1;
}
