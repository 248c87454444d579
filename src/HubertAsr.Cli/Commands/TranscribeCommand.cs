using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using HubertAsr.Audio;
using HubertAsr.Cli.Recognition;
using HubertAsr.Cli.Transcribing;
using HubertAsr.Decoding;
using HubertAsr.Models;
using HubertAsr.Text;
using HubertAsr.Transcription;
using HubertAsr.Transcription.Output;

namespace HubertAsr.Cli.Commands;

/// <summary>From recordings of any length and format to text, subtitles or tables.</summary>
internal sealed partial class TranscribeCommand : Verb
{
    private static readonly string[] _formats = [.. Enum.GetNames<TranscriptFormat>().Select(name => name.ToLowerInvariant())];

    private readonly Argument<string[]> _audio = new("AUDIO")
    {
        Description = "Audio or video files, folders, patterns, a manifest (.csv), or - for standard input",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly ModelArguments _model = new();

    private readonly OptionArguments<DecodeOptions> _search = new();

    private readonly OptionArguments<TranscribeOptions> _cutting = new("pause_seconds", "stretch_pause_seconds", "pause_margin_seconds", "overlap_seconds", "max_stretch_seconds", "rehear_sentences", "batch_seconds");

    private readonly OptionArguments<SilenceOptions> _silence = new();

    private readonly OptionArguments<SubtitleOptions> _subtitles = new();

    private readonly Option<string> _format = new("--format")
    {
        Description = "What is written",
        HelpName = string.Join('|', _formats),
        DefaultValueFactory = _ => _formats[0],
    };

    private readonly Option<string?> _output = new("--output") { Description = "Folder for one file a recording, in the tree of the input; without it standard output", HelpName = "DIR" };

    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Transcribe again what the output folder holds already" };

    private readonly Option<string?> _list = new("--list") { Description = "File with one path a line; - for standard input", HelpName = "FILE" };

    private readonly Option<string> _channel = new("--channel")
    {
        Description = "Channel to take: mix (the mean), a number from 0, or all (one result each)",
        HelpName = "mix|0|1|all",
        DefaultValueFactory = _ => "mix",
    };

    private readonly Option<int?> _rawRate = new("--raw-rate")
    {
        Description = "Rate of headerless 16-bit PCM of one channel, Hz; with it standard input is such PCM [default: 16000, for .pcm and .raw files]",
        HelpName = "HZ",
    };

    private readonly Option<string?> _chunk = new("--chunk")
    {
        Description = "Longest stretch given to the model at once; longer recordings are cut at pauses [default: the run's chunk_seconds, else 20s]",
        HelpName = "20s",
    };

    private readonly Option<bool> _itn = new("--itn") { Description = "Spoken numbers in digits: 스물세 살 as 23살, 오십 퍼센트 as 50%" };

    private readonly Option<bool> _timestamps = new("--timestamps") { Description = "In txt a line a segment: start, end (s), text" };

    private readonly Option<string?> _watch = new("--watch") { Description = "Folder whose new recordings are transcribed as they appear, until interrupted; with --output", HelpName = "DIR" };

    private readonly Option<int?> _microphone = new("--microphone") { Description = "Recording device, from 0, that is heard until Ctrl-C; Windows", HelpName = "N" };

    public TranscribeCommand() : base(
        "transcribe",
        "Transcribe recordings of any length and format.",
        "transcribe meeting.m4a --model runs/demo/model",
        "transcribe recordings/ --model runs/demo/model --format srt --output subtitles/")
    {
        _format.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, _formats);
        Add(_audio);
        foreach (var option in new Option[] { _model.Model, _format, _output, _overwrite, _list, _channel, _rawRate, _timestamps, _itn, _watch, _microphone, _chunk }) Add(option);
        _search.AddTo(this);
        _cutting.AddTo(this);
        _silence.AddTo(this);
        _subtitles.AddTo(this);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var channels = ChannelChoice.Parse(arguments.GetValue(_channel)!) with { RawRateHz = arguments.GetValue(_rawRate) };
        if (channels.RawRateHz is < 1000 or > 768_000) throw new ArgumentException($"--raw-rate {channels.RawRateHz}: a rate from 1000 to 768000 Hz was expected.");
        var (watched, device) = (arguments.GetValue(_watch), arguments.GetValue(_microphone));
        using var words = AudioWords.Read(arguments.GetValue(_audio)!, arguments.GetValue(_list), mayBeNone: watched is not null || device is not null);
        var writer = new TranscriptWriter(Enum.Parse<TranscriptFormat>(arguments.GetValue(_format)!, ignoreCase: true), _subtitles.Read(arguments)) { Timestamps = arguments.GetValue(_timestamps) };
        var folder = arguments.GetValue(_output);
        Check(writer, folder, watched, words.Items.Count > 1 || channels.IsAll);
        // Wrong values are refused before a model is loaded.
        _ = (_search.Read(arguments), Cutting(arguments, new()), _silence.Read(arguments));

        var sink = new TranscriptSink(writer, terminal, folder, words.AreNamed || channels.IsAll) { WritesNumbers = arguments.GetValue(_itn) };
        var tally = new TranscriptionTally();
        var recordings = watched is null ? words.Items : words.Items.Concat(new FolderWatch(watched, stop).Recordings());
        var inputs = recordings.Select(tally.Begin).SelectMany(channels.InputsOf).Where(input => IsWanted(input, sink, arguments.GetValue(_overwrite), tally));
        // Ctrl-C ends the recording, not its transcription.
        if (device is { } number) (inputs, stop) = (inputs.Append(MicrophoneInput.Of(number, stop)), CancellationToken.None);
        var run = RunModel.Resolve(arguments.GetValue(_model.Model)!);
        using var model = Load(run.Folder, arguments, terminal);
        using var search = new TranscriptionSearch(CtcVocabulary.Load(run.Folder), run.Search(_search, arguments), EmissionsDecoder.SecondVocabulary(run.Folder));
        if (search.Warning is { } warning) terminal.Say(warning);
        if (search.Vocabulary.Notice is { } notice) terminal.Say($"note: {notice}");
        var cutting = Cutting(arguments, run.Cutting);
        if (cutting.RehearSentences && search.ObstacleToSentences is { } obstacle) terminal.Say($"note: rehear_sentences is without effect: {obstacle}.");
        // Nobody knows when the next sound comes: the last one does not wait for it.
        if (watched is not null || device is not null) cutting = cutting with { BatchSeconds = 0 };
        var transcriber = new Transcriber(model, search.Vocabulary, search.Decode, cutting, _silence.Read(arguments, run.Silence));
        new TranscriptionProgress(terminal, tally, watched is null ? words.Items.Count : 0).Show(folder is not null, tell =>
        {
            foreach (var outcome in transcriber.TranscribeAll(inputs, stop))
            {
                Take(outcome, sink, tally, terminal);
                tell();
            }
        });
        sink.End();
        if (words.Items.Count > 1) tally.WriteSummary(terminal);
        return tally.ExitCode;
    }

    private static void Check(TranscriptWriter writer, string? folder, string? watched, bool areMany)
    {
        if (watched is not null && folder is null) throw new ArgumentException("--watch: results of recordings to come go to files; --output DIR was expected.");
        if (watched is not null && !Directory.Exists(watched)) throw new DirectoryNotFoundException($"{watched}: there is no such folder to watch.");
        if (folder is null && !writer.IsSequential && areMany)
            throw new ArgumentException($"--format {writer.Extension.TrimStart('.').ToLowerInvariant()}: one file holds one recording; --output DIR was expected with several.");
    }

    private static bool IsWanted(AudioInput input, TranscriptSink sink, bool overwrite, TranscriptionTally tally)
    {
        if (overwrite || !sink.Holds(input)) return true;
        tally.Skipped++;
        return false;
    }

    private static void Take(TranscriptionOutcome outcome, TranscriptSink sink, TranscriptionTally tally, Terminal terminal)
    {
        tally.Add(outcome);
        if (outcome.Transcript is { } transcript)
        {
            sink.Write(outcome.Input, transcript);
            terminal.Detail(string.Create(CultureInfo.InvariantCulture, $"{transcript.Audio}: {transcript.DurationSeconds:0.00} s, {transcript.Segments.Count} segments"));
        }
        else terminal.Complain($"hubert-asr: {outcome.Error!.Message}");
    }

    private static AcousticModel Load(string folder, ParseResult arguments, Terminal terminal)
    {
        var model = ModelArguments.Load(folder, arguments, terminal);
        if (!model.HeadIsNew) return model;
        model.Dispose();
        throw new InvalidDataException(
            $"{folder}: no CTC head (lm_head) in its weights: an encoder alone knows no letters. Fine-tune it first, for example `hubert-asr run recipes/freetalk-base --set model.init={folder}`, and name the model that comes out.");
    }

    /// <summary>The run's way of cutting, with what the command line says; an overlap that it does not name fits a shorter chunk.</summary>
    private TranscribeOptions Cutting(ParseResult arguments, TranscribeOptions standard)
    {
        if (arguments.GetValue(_chunk) is { } chunk)
            standard = standard with { ChunkSeconds = Seconds(chunk), OverlapSeconds = Math.Min(standard.OverlapSeconds, Seconds(chunk) / 2) };
        return _cutting.Read(arguments, standard);
    }

    private static double Seconds(string word)
    {
        var match = Duration().Match(word);
        var seconds = match.Success ? double.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) * (match.Groups["unit"].Value == "ms" ? 1e-3 : 1) : 0;
        return seconds is >= 1 and <= 120 ? seconds : throw new ArgumentException($"--chunk '{word}': a time such as 20s, from 1s to 120s, was expected.");
    }

    [GeneratedRegex(@"^(?<number>\d+(\.\d+)?)(?<unit>s|ms)?$")]
    private static partial Regex Duration();
}
