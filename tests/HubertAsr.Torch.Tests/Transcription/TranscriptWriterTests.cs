using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using HubertAsr.Audio;
using HubertAsr.Transcription;
using HubertAsr.Transcription.Output;

namespace HubertAsr.Tests.Transcription;

public sealed partial class TranscriptWriterTests
{
    private static readonly Transcript _two = new("회의 녹음.wav", 9.5,
    [
        new(0.5, 2.0, "안녕하세요 \"여러분\"", 0.75, [new("안녕하세요", 0.5, 1.2, 0.9), new("\"여러분\"", 1.3, 2.0, 0.6)]),
        new(4.0, 5.25, "A&B <네>, 그래요", 0.5, [new("A&B", 4.0, 4.25, 0.5), new("<네>,", 4.5, 4.75, 0.5), new("그래요", 5.0, 5.25, 0.5)]),
    ]);

    [Fact]
    public void Text_is_one_line_with_its_name_among_several_and_its_times_when_asked()
    {
        Assert.Equal("안녕하세요 \"여러분\" A&B <네>, 그래요\n", Written(TranscriptFormat.Txt));
        Assert.Equal("회의 녹음.wav\t안녕하세요 \"여러분\" A&B <네>, 그래요\n", Written(new TranscriptWriter(TranscriptFormat.Txt), isNamed: true));
        Assert.Equal(
            "0.500\t2.000\t안녕하세요 \"여러분\"\n4.000\t5.250\tA&B <네>, 그래요\n", Written(new TranscriptWriter(TranscriptFormat.Txt) { Timestamps = true }));
        Assert.Equal("\n", Written(new TranscriptWriter(TranscriptFormat.Txt), _two with { Segments = [] }));
    }

    [Fact]
    public void Json_has_the_fields_that_scripts_rely_on_and_leaves_out_what_is_unknown()
    {
        var line = Written(TranscriptFormat.Json);
        var root = JsonDocument.Parse(line).RootElement;

        Assert.EndsWith("}\n", line);
        Assert.Contains("안녕하세요", line);
        Assert.Equal(["audio", "duration", "text", "confidence", "segments"], root.EnumerateObject().Select(field => field.Name));
        var segment = root.GetProperty("segments")[0];
        Assert.Equal(["start", "end", "text", "confidence", "words"], segment.EnumerateObject().Select(field => field.Name));
        Assert.Equal("""{"word":"안녕하세요","start":0.5,"end":1.2,"confidence":0.9}""", segment.GetProperty("words")[0].GetRawText());
        Assert.DoesNotContain("confidence", Written(new TranscriptWriter(TranscriptFormat.Json), _two with { Segments = [] }));
    }

    [Fact]
    public void A_subtitle_stays_until_it_can_be_read_and_goes_when_the_next_one_comes() => Assert.Equal(
        "1\n00:00:00,500 --> 00:00:02,000\n안녕하세요 \"여러분\"\n\n2\n00:00:04,000 --> 00:00:05,250\nA&B <네>, 그래요\n\n", Written(TranscriptFormat.Srt));

    [Fact]
    public void Markup_characters_are_escaped_in_WebVTT_alone() => Assert.Contains("A&amp;B &lt;네&gt;, 그래요\n", Written(TranscriptFormat.Vtt));

    [Fact]
    public void Subtitles_keep_their_limits_and_break_between_words()
    {
        TranscriptWord[] words = [.. Enumerable.Range(0, 200).Select(n => new TranscriptWord(new string('가', 1 + (n * 7 % 9)), n * 0.4, (n * 0.4) + 0.3, 1))];
        var transcript = new Transcript("a.wav", 81, [new(0, 79.9, "", 1, words)]);
        var limits = new SubtitleOptions { MaxLineCharacters = 12, MaxLines = 2, MaxSeconds = 4 };

        var cues = Cue.Of(transcript, limits);

        Assert.Equal(words.Select(word => word.Word), cues.SelectMany(cue => cue.Lines).SelectMany(line => line.Split(' ')));
        Assert.All(cues, cue => Assert.InRange(cue.Lines.Count, 1, 2));
        Assert.All(cues.SelectMany(cue => cue.Lines), line => Assert.InRange(line.Length, 1, 12));
        Assert.All(cues.Zip(cues.Skip(1)), pair => Assert.True(pair.First.EndSeconds <= pair.Second.StartSeconds));
        Assert.All(cues, cue => Assert.InRange(cue.EndSeconds - cue.StartSeconds, 0.01, 4.01));
    }

    [Fact]
    public void A_short_answer_stays_up_for_the_least_time_or_until_the_next_one_comes()
    {
        Transcript Spoken(double second) => new("a.wav", 9, [new(1, 1.2, "네", 1, [new("네", 1, 1.2, 1)]), new(second, second + 0.3, "아니요", 1, [new("아니요", second, second + 0.3, 1)])]);

        Assert.Equal([2.0, 6.0], Cue.Of(Spoken(5), new()).Select(cue => cue.EndSeconds));
        Assert.Equal([1.5, 2.5], Cue.Of(Spoken(1.5), new() { MaxGapSeconds = 0.2 }).Select(cue => cue.EndSeconds));
    }

    [Fact]
    public void A_full_subtitle_ends_where_the_speaker_paused_in_its_later_half()
    {
        double[] starts = [0, 0.5, 1.0, 2.0, 2.5, 3.0];
        TranscriptWord[] words = [.. "가나다라마 바사 아자차카 타파하 거너더러머 버서".Split(' ').Zip(starts, (word, start) => new TranscriptWord(word, start, start + 0.4, 1))];

        var cues = Cue.Of(new("a.wav", 9, [new(0, 3.4, "", 1, words)]), new() { MaxLineCharacters = 11 });

        Assert.Equal(["가나다라마 바사 아자차카", "타파하 거너더러머 버서"], cues.Select(cue => string.Join(' ', cue.Lines)));
    }

    [Fact]
    public void Two_lines_are_as_even_as_words_allow()
    {
        TranscriptWord[] words = [.. "우리는 내일 아침 일찍 떠나요".Split(' ').Select((word, n) => new TranscriptWord(word, n, n + 0.9, 1))];

        var cue = Assert.Single(Cue.Of(new("a.wav", 9, [new(0, 5, "", 1, words)]), new() { MaxLineCharacters = 13 }));

        Assert.Equal(["우리는 내일 아침", "일찍 떠나요"], cue.Lines);
    }

    [Theory]
    [InlineData("srt")]
    [InlineData("vtt")]
    public void Ffmpeg_reads_our_subtitles_with_every_time(string format)
    {
        Assert.SkipUnless(Ffmpeg.Find() is not null, "ffmpeg is not on PATH");
        using var folder = new TemporaryFolder();
        var path = folder.File($"x.{format}");
        System.IO.File.WriteAllText(path, Written(Enum.Parse<TranscriptFormat>(format, ignoreCase: true)));

        var start = new ProcessStartInfo(Ffmpeg.Find()!, ["-v", "error", "-i", path, "-f", "srt", "-"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var read = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(["00:00:00,500 --> 00:00:02,000", "00:00:04,000 --> 00:00:05,250"], Times().Matches(read).Select(match => match.Value));
        Assert.Contains("그래요", read);
    }

    [Fact]
    public void Ctm_has_six_columns_and_one_word_a_line() => Assert.Equal(
        "회의_녹음 1 0.500 0.700 안녕하세요 0.900\n회의_녹음 1 1.300 0.700 \"여러분\" 0.600\n",
        Written(new TranscriptWriter(TranscriptFormat.Ctm), _two with { Segments = [_two.Segments[0]] }));

    [Fact]
    public void A_TextGrid_covers_the_recording_without_gaps_and_doubles_quotation_marks()
    {
        var grid = Written(TranscriptFormat.Textgrid);

        Assert.StartsWith("File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0\nxmax = 9.5\n", grid);
        Assert.Contains("text = \"\"\"여러분\"\"\"\n", grid);
        foreach (var tier in grid.Split("item [").Skip(2))
        {
            var intervals = Interval().Matches(tier).Select(match => (Start: Number(match.Groups[1]), End: Number(match.Groups[2]))).ToList();
            Assert.Equal($"size = {intervals.Count}", Size().Match(tier).Value);
            Assert.Equal((0.0, 9.5), (intervals[0].Start, intervals[^1].End));
            Assert.All(intervals.Zip(intervals.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
        }
    }

    [Fact]
    public void Tables_quote_what_would_break_a_row()
    {
        Assert.Equal(
            "audio,start,end,text,confidence\n회의 녹음.wav,0.500,2.000,\"안녕하세요 \"\"여러분\"\"\",0.750\n회의 녹음.wav,4.000,5.250,\"A&B <네>, 그래요\",0.500\n",
            Written(TranscriptFormat.Csv));
        Assert.Contains("\tA&B <네>, 그래요\t0.500\n", Written(TranscriptFormat.Tsv));
    }

    private static double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    private static string Written(TranscriptFormat format) => Written(new TranscriptWriter(format));

    private static string Written(TranscriptWriter writer, Transcript? transcript = null, bool isNamed = false)
    {
        using var output = new StringWriter();
        writer.Begin(output);
        writer.Write(output, transcript ?? _two, isNamed);
        return output.ToString();
    }

    [GeneratedRegex(@"\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}")]
    private static partial Regex Times();

    [GeneratedRegex(@"intervals \[\d+\]:\s+xmin = (\S+)\s+xmax = (\S+)")]
    private static partial Regex Interval();

    [GeneratedRegex(@"(?<=intervals: )size = \d+")]
    private static partial Regex Size();
}
