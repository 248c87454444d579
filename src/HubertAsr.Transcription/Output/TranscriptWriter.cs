using System.Globalization;

namespace HubertAsr.Transcription.Output;

/// <summary>Writes transcripts in one format, in invariant culture, lines ended by a line feed.</summary>
public sealed class TranscriptWriter
{
    private readonly TranscriptFormat _format;
    private readonly SubtitleOptions _subtitles;

    /// <param name="format">The format.</param>
    /// <param name="subtitles">Limits of subtitles, for the formats that are.</param>
    public TranscriptWriter(TranscriptFormat format, SubtitleOptions? subtitles = null) => (_format, _subtitles) = (format, subtitles ?? new());

    /// <summary>Whether txt is written a line a segment with its times, rather than as one line of text.</summary>
    public bool Timestamps { get; init; }

    /// <summary>What the name of a file in this format ends with.</summary>
    public string Extension => _format == TranscriptFormat.Textgrid ? ".TextGrid" : "." + _format.ToString().ToLowerInvariant();

    /// <summary>Whether transcripts may follow one another in one stream.</summary>
    public bool IsSequential => _format is TranscriptFormat.Txt or TranscriptFormat.Json or TranscriptFormat.Ctm or TranscriptFormat.Csv or TranscriptFormat.Tsv;

    /// <summary>What comes before the first transcript of a stream.</summary>
    public void Begin(TextWriter output)
    {
        if (_format == TranscriptFormat.Csv) TableFormat.WriteHeader(output, ',');
        if (_format == TranscriptFormat.Tsv) TableFormat.WriteHeader(output, '\t');
    }

    /// <param name="output">Where to.</param>
    /// <param name="transcript">The next one of the stream.</param>
    /// <param name="isNamed">Whether txt starts with the recording's name and a tab, as among several.</param>
    public void Write(TextWriter output, Transcript transcript, bool isNamed = false)
    {
        switch (_format)
        {
            case TranscriptFormat.Txt:
                WriteText(output, transcript, isNamed);
                break;
            case TranscriptFormat.Json:
                JsonFormat.Write(output, transcript);
                break;
            case TranscriptFormat.Srt:
                SubtitleFormat.WriteSrt(output, Cue.Of(transcript, _subtitles));
                break;
            case TranscriptFormat.Vtt:
                SubtitleFormat.WriteVtt(output, Cue.Of(transcript, _subtitles));
                break;
            case TranscriptFormat.Ctm:
                CtmFormat.Write(output, transcript);
                break;
            case TranscriptFormat.Textgrid:
                TextGridFormat.Write(output, transcript);
                break;
            default:
                TableFormat.Write(output, transcript, _format == TranscriptFormat.Csv ? ',' : '\t');
                break;
        }
    }

    internal static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);

    private void WriteText(TextWriter output, Transcript transcript, bool isNamed)
    {
        var name = isNamed ? transcript.Audio + "\t" : "";
        if (!Timestamps) output.Write($"{name}{transcript.Text}\n");
        else foreach (var segment in transcript.Segments)
            output.Write($"{name}{Seconds(segment.StartSeconds)}\t{Seconds(segment.EndSeconds)}\t{segment.Text}\n");
    }
}
