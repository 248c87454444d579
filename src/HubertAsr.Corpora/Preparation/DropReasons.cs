namespace HubertAsr.Corpora.Preparation;

/// <summary>Why an utterance is not in the manifest: the closed list of column `reason`. Those of the transcript come from the normaliser.</summary>
internal static class DropReasons
{
    /// <summary>A label whose audio is missing, empty, or shorter than 0.1 s.</summary>
    public const string NoAudio = "no-audio";

    /// <summary>Audio that no label names.</summary>
    public const string NoLabel = "no-label";

    /// <summary>Audio that cannot be read.</summary>
    public const string Audio = "audio";

    /// <summary>Names made unrecognisable, in the sound too.</summary>
    public const string Anonymised = "anonymised";

    public const string Archive = "archive";
    public const string BadEncoding = "bad-encoding";
    public const string DuplicateStem = "duplicate-stem";

    /// <summary>More labels than a CTC model has frames for.</summary>
    public const string Infeasible = "infeasible";

    public const string Mojibake = "mojibake";
    public const string SplitOverlap = "split-overlap";

    /// <summary>Start and end that are no stretch of the recording.</summary>
    public const string Times = "times";

    public const string TooLong = "too-long";
    public const string TooShort = "too-short";
    public const string UnknownLabel = "unknown-label";
    public const string UnsafeName = "unsafe-name";
}
