using System.Buffers.Binary;
using System.Globalization;
using HubertAsr.Corpora;
using HubertAsr.Decoding;
using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Files;
using HubertAsr.Evaluation.Reports;
using HubertAsr.Models;

namespace HubertAsr.Cli.Recognition;

/// <summary>Makes the report of an evaluation from what it left in its folder.</summary>
/// <param name="manifest">The manifest that was evaluated.</param>
/// <param name="folder">Holds <c>hypotheses.tsv</c> and <c>details.jsonl</c>; receives the report.</param>
internal sealed class EvaluationReporter(string manifest, string folder)
{
    public EvaluateOptions Evaluate { get; init; } = new();

    public ReportOptions Report { get; init; } = new();

    public ScoringPolicy Policy { get; init; } = ScoringPolicy.Verbatim;

    /// <summary>Corpora whose names the recipe sets: they stand before their sets' names.</summary>
    public IReadOnlySet<string> NamedCorpora { get; init; } = new HashSet<string>();

    /// <summary>What the report is called.</summary>
    public string Title { get; init; } = "HubertAsr";

    /// <summary>The training's <c>metrics.csv</c>; null or absent: no history.</summary>
    public string? Metrics { get; init; }

    /// <summary>Known test sets to hold the references against.</summary>
    public TestSetGate TestSets { get; init; } = new([]);

    /// <returns>What was written.</returns>
    public EvaluationReport Write()
    {
        var matched = MatchedTranscripts.Match(Evaluator.References(manifest, Evaluate.Splits), TranscriptReader.ReadHypotheses(Path.Combine(folder, "hypotheses.tsv")));
        var details = DetailsFile.Read(Path.Combine(folder, Evaluator.DetailsName));
        var sets = matched.Score(Policy, NamedCorpora);
        var calibration = Calibration();
        var builder = new ReportBuilder(Evaluate with { By = [.. Evaluate.By.Append("snr").Distinct()] }, Report)
        {
            Details = details,
            Calibration = calibration,
            FurtherColumns = new Dictionary<string, Func<string, string>>
            {
                ["snr"] = id => details.GetValueOrDefault(id)?.SignalToNoiseDb?.ToString("0.#", CultureInfo.InvariantCulture) ?? "",
            },
        };
        var report = new EvaluationReport
        {
            Title = Title,
            Corpus = string.Join(", ", NamedCorpora),
            Fingerprint = ScoreFingerprint.Of(matched.References, Policy, sets),
            Sets = [.. sets.Select(set => builder.Build(set, matched.References))],
            History = History(),
            Calibration = calibration,
            TestSets = TestSets.Verdicts(matched.References, sets, Policy.Name),
            Options = Report,
        };
        using var audio = new UtteranceAudio(manifest);
        var rows = Report.Audio ? Manifest.Read(manifest).Where(row => details.ContainsKey(row.Id)).ToDictionary(row => row.Id) : [];
        ReportFiles.WriteAll(folder, report, id => rows.TryGetValue(id, out var row) ? Wav(audio.Read(row, AcousticModel.SampleRateHz).Samples) : null);
        return report;
    }

    private ConfidenceCalibration? Calibration() =>
        Path.Combine(folder, CalibrationWriter.FileName) is var path && File.Exists(path) ? ConfidenceCalibration.Load(path) : null;

    private IReadOnlyList<HistoryPoint> History()
    {
        if (Metrics is null || !File.Exists(Metrics)) return [];
        var lines = File.ReadAllLines(Metrics);
        var columns = lines[0].Split(',');
        int update = Array.IndexOf(columns, "update"), cer = Array.IndexOf(columns, "cer");
        return
        [
            .. lines.Skip(1).Select(line => line.Split(',')).Where(cells => cells.Length == columns.Length && cells[cer].Length > 0)
                .Select(cells => new HistoryPoint(long.Parse(cells[update], CultureInfo.InvariantCulture), double.Parse(cells[cer], CultureInfo.InvariantCulture))),
        ];
    }

    /// <summary>16-bit mono WAV.</summary>
    private static byte[] Wav(float[] samples)
    {
        var bytes = new byte[44 + 2 * samples.Length];
        "RIFF"u8.CopyTo(bytes);
        "WAVEfmt "u8.CopyTo(bytes.AsSpan(8));
        "data"u8.CopyTo(bytes.AsSpan(36));
        const int Rate = 16_000, PcmMono = 1 | (1 << 16), TwoBytes16Bits = 2 | (16 << 16);
        foreach (var (offset, value) in new[] { (4, bytes.Length - 8), (16, 16), (20, PcmMono), (24, Rate), (28, 2 * Rate), (32, TwoBytes16Bits), (40, 2 * samples.Length) })
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);
        for (var i = 0; i < samples.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(44 + 2 * i), (short)Math.Clamp(samples[i] * 32768f, short.MinValue, short.MaxValue));
        return bytes;
    }
}
