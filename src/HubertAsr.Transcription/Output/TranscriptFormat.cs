namespace HubertAsr.Transcription.Output;

/// <summary>The ways a transcript is written.</summary>
public enum TranscriptFormat
{
    /// <summary>The text on one line.</summary>
    Txt,

    /// <summary>One JSON object on one line.</summary>
    Json,

    /// <summary>SubRip subtitles.</summary>
    Srt,

    /// <summary>WebVTT subtitles.</summary>
    Vtt,

    /// <summary>NIST's time-marked words, which sclite reads.</summary>
    Ctm,

    /// <summary>Praat's annotation, long text form.</summary>
    Textgrid,

    /// <summary>A row a segment, parted by commas.</summary>
    Csv,

    /// <summary>A row a segment, parted by tabs.</summary>
    Tsv,
}
