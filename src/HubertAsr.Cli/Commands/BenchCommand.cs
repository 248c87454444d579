using System.CommandLine;
using System.Diagnostics;
using HubertAsr.Cli.Bench;
using HubertAsr.Decoding;
using HubertAsr.Models;

namespace HubertAsr.Cli.Commands;

/// <summary>How fast this machine computes, after warming up.</summary>
internal sealed class BenchCommand : Verb
{
    private readonly Argument<string> _work = new("WORK") { Description = "encode (inference), train (whole updates) or decode (search)", HelpName = "encode|train|decode" };

    private readonly Option<string?> _model = new("--model") { Description = "Model folder", HelpName = "DIR" };

    private readonly Option<string?> _size = new("--size") { Description = "A model of random weights instead: nano, base, large or xlarge; base without --model", HelpName = "SIZE" };

    private readonly Option<double> _seconds = new("--seconds") { Description = "Length of each waveform, seconds", HelpName = "S", DefaultValueFactory = _ => 10 };

    private readonly Option<int> _batch = new("--batch") { Description = "Waveforms of one pass", HelpName = "N", DefaultValueFactory = _ => 8 };

    private readonly Option<int> _repeat = new("--repeat") { Description = "Passes that are timed; their median counts", HelpName = "N", DefaultValueFactory = _ => 5 };

    private readonly Option<string?> _emissions = new("--emissions") { Description = "decode: emissions to search; absent: made up, --batch of --seconds", HelpName = "FILE" };

    private readonly Option<string?> _vocab = new("--vocab") { Description = "decode: vocab.json of the emissions; absent: jamo", HelpName = "FILE" };

    private readonly OptionArguments<DecodeOptions> _decode = new(new DecodeOptions { HangulAutomaton = false });

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object" };

    public BenchCommand() : base(
        "bench",
        "Measure throughput in steady state; the warm-up is reported apart.",
        "bench encode --size base --seconds 10 --batch 8",
        "bench decode --emissions emissions.safetensors --vocab vocab.json --lm word3.bin --threads 1 --json")
    {
        Add(_work);
        foreach (var option in new Option[] { _model, _size, _seconds, _batch, _repeat, _emissions, _vocab, _json }) Add(option);
        _decode.AddTo(this);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var plan = new BenchPlan(arguments.GetValue(_seconds), arguments.GetValue(_batch), arguments.GetValue(_repeat));
        if (plan.Seconds < 0.1 || plan.Batch < 1 || plan.Repeat < 1) throw new ArgumentException("bench: --seconds of 0.1 or more, --batch and --repeat of 1 or more were expected.");
        var work = arguments.GetValue(_work)!;
        if (work is not ("encode" or "train" or "decode")) throw new ArgumentException($"bench: '{work}' is no work; encode, train or decode was expected.");
        if (work == "decode") return Decode(arguments, plan, terminal, stop);

        var device = ComputeDevice.Open(arguments.GetValue(CommandLine.Device)!, arguments.GetValue(CommandLine.Threads));
        var options = new ModelOptions { Init = arguments.GetValue(_model), Size = arguments.GetValue(_model) is null ? arguments.GetValue(_size) ?? "base" : null };
        // A skipped layer would make one update shorter than another.
        if (work == "train") options = options with { Layerdrop = 0 };
        var loaded = ModelFolder.Start(options, new ModelLoading { Device = device });
        using var bench = work == "encode" ? (IBenchWork)new EncodeWork(loaded, plan) : new TrainWork(loaded, plan);
        var result = Measure(bench, plan, plan.Seconds * plan.Batch, stop);
        Report(new BenchReport(work, result) { Times = (bench as TrainWork)?.Break(plan.Repeat, Time) }, arguments.GetValue(_json), terminal);
        return ExitCode.Done;
    }

    private int Decode(ParseResult arguments, BenchPlan plan, Terminal terminal, CancellationToken stop)
    {
        using var bench = new DecodeWork(arguments.GetValue(_emissions), arguments.GetValue(_vocab), _decode.Read(arguments), (plan, arguments.GetValue(CommandLine.Threads)));
        var result = Measure(bench, plan, bench.AudioSeconds, stop);
        Report(new BenchReport("decode", result) { Frames = bench.FrameCount }, arguments.GetValue(_json), terminal);
        return ExitCode.Done;
    }

    private static BenchResult Measure(IBenchWork work, BenchPlan plan, double audioSeconds, CancellationToken stop)
    {
        var warmUp = Time(work.Pass);
        while (warmUp < work.WarmUpSeconds && !stop.IsCancellationRequested) warmUp += Time(work.Pass);
        var passes = new List<double>();
        for (var i = 0; i < plan.Repeat; i++)
        {
            stop.ThrowIfCancellationRequested();
            passes.Add(Time(work.Pass));
        }
        passes.Sort();
        using var process = Process.GetCurrentProcess();
        return new BenchResult(passes[passes.Count / 2], audioSeconds, process.PeakWorkingSet64 / 1e6, warmUp);
    }

    private static double Time(Action pass)
    {
        var watch = Stopwatch.StartNew();
        pass();
        return watch.Elapsed.TotalSeconds;
    }

    private static void Report(BenchReport report, bool json, Terminal terminal)
    {
        var (result, times) = (report.Result, report.Times);
        if (json)
            terminal.WriteJson(new
            {
                work = report.Work,
                seconds = result.Seconds,
                audio_seconds = result.AudioSeconds,
                rtf = result.Seconds / result.AudioSeconds,
                peak_mb = result.PeakMegabytes,
                warm_up_seconds = result.WarmUpSeconds,
                frames = report.Frames,
                milliseconds_per_1000_frames = report.MillisecondsPerThousandFrames,
                update_seconds = times?.Update,
                bare_seconds = times?.Bare,
                own_share = times?.OwnShare,
                optimiser_seconds = times?.Optimiser,
                copy_seconds = times?.Copy,
                step_per_copy = times?.StepPerCopy,
            });
        else
            terminal.Output.WriteLine(FormattableString.Invariant(
                $"{report.Work}  {result.AudioSeconds:0.#} s of audio in {result.Seconds:0.000} s: {result.AudioSeconds / result.Seconds:0.0} s audio/s, RTF {result.Seconds / result.AudioSeconds:0.0000}, peak {result.PeakMegabytes:0} MB (warm-up {result.WarmUpSeconds:0.0} s)"));
        if (!json && report.Frames is { } frames) terminal.Output.WriteLine(FormattableString.Invariant($"       {frames} frames, {report.MillisecondsPerThousandFrames:0.00} ms for 1,000"));
        if (!json && times is not null) terminal.Output.WriteLine(times);
    }
}
