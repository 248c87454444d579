namespace HubertAsr.Corpora;

/// <summary>One row of a manifest: a stretch of audio and what is said in it.</summary>
public sealed record Utterance
{
    /// <summary>Unique within its manifest.</summary>
    public required string Id { get; init; }

    /// <summary>Path relative to the manifest, or <c>ARCHIVE!/ENTRY</c>, repeated for nesting; names are NFC, a zip cut into parts goes by its first part.</summary>
    public required string Audio { get; init; }

    /// <summary>First frame, counted at <see cref="Rate"/>.</summary>
    public long Start { get; init; }

    /// <summary>Frames at <see cref="Rate"/>; 0 means all that follow <see cref="Start"/>.</summary>
    public long Samples { get; init; }

    /// <summary>Frames a second (Hz) of the audio file itself; 0 means whatever the file says.</summary>
    public int Rate { get; init; }

    /// <summary>The normalised transcript, NFC.</summary>
    public string Text { get; init; } = "";

    /// <summary>The transcript as delivered, so that another normaliser can be applied without reading the corpus again.</summary>
    public string Raw { get; init; } = "";

    public string Corpus { get; init; } = "";

    /// <summary>The name the corpus itself gives to this part of a split (KsponSpeech: eval_clean; 109: recrdUnit).</summary>
    public string Subset { get; init; } = "";

    /// <summary>train, dev or test.</summary>
    public string Split { get; init; } = "";

    public string Speaker { get; init; } = "";

    /// <summary>F, M, or empty when the corpus does not say.</summary>
    public string Sex { get; init; } = "";

    /// <summary>As the corpus writes it: a number of years or a band.</summary>
    public string Age { get; init; } = "";

    public string Region { get; init; } = "";

    public string Device { get; init; } = "";

    /// <summary>What the normaliser and the checks noticed, separated by blanks.</summary>
    public string Flags { get; init; } = "";

    /// <summary>The columns of the manifest that this program does not know, by name; they pass through.</summary>
    public IReadOnlyDictionary<string, string> Further { get; init; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Length in seconds; 0 when the manifest gives no length.</summary>
    public double DurationSeconds => Rate > 0 ? (double)Samples / Rate : 0;
}
