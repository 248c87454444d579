using System.Text.Json.Serialization;

namespace HubertAsr.Corpora;

/// <summary>What a preparation found, kept and dropped; `report.json` is this record.</summary>
public sealed record PreparationReport
{
    /// <summary>Where the manifest was written.</summary>
    [JsonIgnore]
    public string ManifestPath { get; init; } = "";

    /// <summary>Audio files in the sources.</summary>
    public long AudioFiles { get; init; }

    /// <summary>Utterances that labels speak of.</summary>
    public long Labels { get; init; }

    /// <summary>Utterances whose audio is there.</summary>
    public long Matched { get; init; }

    /// <summary>Everything that became a row of the manifest or of `dropped.csv`: utterances, audio without label, files that could not be read.</summary>
    public long Found { get; init; }

    public long Kept { get; init; }

    public long Dropped { get; init; }

    /// <summary>Lines of lists (.trn, .trans.txt, text, .jsonl) that held nothing: no utterances, so neither found nor dropped.</summary>
    public long BlankLines { get; init; }

    public double KeptHours { get; init; }

    /// <summary>How each family was recognised.</summary>
    public IReadOnlyList<string> Recognised { get; init; } = [];

    /// <summary>Figures of each corpus, by the name in column `corpus`.</summary>
    public IReadOnlyDictionary<string, SetFigures> Corpora { get; init; } = new Dictionary<string, SetFigures>();

    /// <summary>Figures of each split.</summary>
    public IReadOnlyDictionary<string, SetFigures> Splits { get; init; } = new Dictionary<string, SetFigures>();

    /// <summary>Rows of `dropped.csv` by reason.</summary>
    public IReadOnlyDictionary<string, DropFigures> DroppedByReason { get; init; } = new Dictionary<string, DropFigures>();

    /// <summary>What was noticed on kept utterances, and how often.</summary>
    public IReadOnlyDictionary<string, long> Flags { get; init; } = new Dictionary<string, long>();

    /// <summary>Rows of `suspects.csv` by suspicion.</summary>
    public IReadOnlyDictionary<string, long> Suspects { get; init; } = new Dictionary<string, long>();

    /// <summary>Characters of the kept transcripts and how often each occurs.</summary>
    public IReadOnlyDictionary<string, long> Characters { get; init; } = new Dictionary<string, long>();

    /// <summary>Distinct labels by unit, `syllable` and `jamo`, and how many of each the kept transcripts hold.</summary>
    public IReadOnlyDictionary<string, TokenFigures> Tokens { get; init; } = new Dictionary<string, TokenFigures>();

    /// <summary>Kept utterances by length: the first bin holds [0, 1) s, the next [1, 2) s, the last all that are longer.</summary>
    public IReadOnlyList<long> DurationHistogramSeconds { get; init; } = [];

    /// <summary>Kept utterances by speaking rate: the first bin holds [0, 1) syllables a second, and so on; the last all that are faster.</summary>
    public IReadOnlyList<long> SyllablesASecondHistogram { get; init; } = [];

    /// <summary>Kept utterances by frames a label, by unit: the first bin holds those with fewer frames than labels need, the next [1, 2) frames a label, and so on; the last all that have more.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> FramesALabelHistogram { get; init; } = new Dictionary<string, IReadOnlyList<long>>();

    /// <summary>Characters of no alphabet we keep, as often as they stood in transcripts that were dropped for them (train) or lost them (dev, test).</summary>
    public IReadOnlyDictionary<string, long> ForeignCharacters { get; init; } = new Dictionary<string, long>();

    /// <summary>Kept utterances for which a unit's labels need more frames than the audio has, by unit.</summary>
    public IReadOnlyDictionary<string, long> Infeasible { get; init; } = new Dictionary<string, long>();

    /// <summary>Speakers that occur in more than one split.</summary>
    public long SpeakersInSeveralSplits { get; init; }

    /// <summary>Utterances of train whose transcript also occurs in dev or test.</summary>
    public long SharedSentences { get; init; }

    /// <summary>Matched utterances as a share of those that labels speak of.</summary>
    [JsonIgnore]
    public double MatchRate => Labels == 0 ? 0 : (double)Matched / Labels;
}

/// <summary>Size of a split or of a corpus.</summary>
public sealed record SetFigures(long Utterances, double Hours, int Speakers);

/// <summary>How many rows a reason dropped, and the first of their ids.</summary>
public sealed record DropFigures(long Count, IReadOnlyList<string> FirstIds);

/// <summary>Labels of one unit: how many different ones, how many in all.</summary>
public sealed record TokenFigures(int Distinct, long Total);
