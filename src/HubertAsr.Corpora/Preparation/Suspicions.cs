using System.Globalization;
using CsvHelper;

namespace HubertAsr.Corpora.Preparation;

/// <summary>
/// `suspects.csv`: utterances in the manifest that somebody should listen to. The action is our advice; nothing is dropped or changed by it.
/// </summary>
internal sealed class Suspicions : IDisposable
{
    private const double FastestSyllablesASecond = 12;
    private const double SlowestSyllablesASecond = 0.5;
    private const double LongEnoughSeconds = 3;
    private const int LeastSyllables = 5;
    private readonly string _path;
    private readonly CsvWriter _csv;
    private readonly SplitCensus _census;
    private readonly Dictionary<ulong, string> _sounds = [];
    private readonly HashSet<string> _speakers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private bool _isFinished;

    /// <param name="path">Where it goes.</param>
    /// <param name="census">Knows who and what occurs more than once; finished.</param>
    public Suspicions(string path, SplitCensus census)
    {
        (_path, _census) = (path, census);
        _csv = CsvWriter.ToFile(path + ".partial", ManifestFormat.WritingForPeople);
        WriteRow("id", "where", "suspicion", "action", "detail");
    }

    /// <summary>How many of each kind.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <param name="row">A row of the manifest.</param>
    public void Look(KeptRow row)
    {
        var utterance = row.Utterance;
        var flags = utterance.Flags.Split(' ');
        if (flags.Contains(AudioExamination.Clipped)) Add(row, AudioExamination.Clipped, "keep", "more than 0.1 % of the samples are at full scale");
        if (flags.Contains(AudioExamination.Silent)) Add(row, AudioExamination.Silent, "drop", "below -60 dB: nobody speaks here");
        if (flags.Contains("length-differs")) Add(row, "length-differs", "keep", "label and file differ by more than 0.5 s");
        if (flags.Contains(DropReasons.Infeasible)) Add(row, DropReasons.Infeasible, "fix", "more labels than the audio has frames; kept because it is not trained on");
        LookAtRate(row);
        LookAtSpeaker(row);
        if (_census.SoundsLikeAnother(row) && !_sounds.TryAdd(row.SoundKey!.Value, utterance.Id)) Add(row, "near-duplicate", "drop", $"sounds like {_sounds[row.SoundKey.Value]}");
    }

    /// <summary>Puts the file in its place.</summary>
    public void Commit()
    {
        _isFinished = true;
        _csv.Dispose();
        File.Move(_path + ".partial", _path, overwrite: true);
    }

    public void Dispose()
    {
        if (_isFinished) return;
        _isFinished = true;
        _csv.Dispose();
        File.Delete(_path + ".partial");
    }

    private void LookAtRate(KeptRow row)
    {
        if (row.Utterance.Text.Length == 0) return;
        var seconds = row.Utterance.DurationSeconds;
        var syllables = row.Utterance.Text.Count(character => character is >= '가' and <= '힣');
        var rate = string.Create(CultureInfo.InvariantCulture, $"{syllables} syllables in {seconds:0.00} s");
        if (syllables >= LeastSyllables && syllables > seconds * FastestSyllablesASecond) Add(row, "too-fast", "drop", rate + ": is it another utterance's transcript?");
        if (seconds > LongEnoughSeconds && syllables < seconds * SlowestSyllablesASecond) Add(row, "too-slow", "keep", rate + ": is part of it not transcribed?");
    }

    /// <summary>One row a speaker, that of the first utterance.</summary>
    private void LookAtSpeaker(KeptRow row)
    {
        var utterance = row.Utterance;
        if (_census.SplitsOfSpeaker(utterance) is not { Count: > 0 } splits || !_speakers.Add($"{utterance.Corpus}\0{utterance.Speaker}")) return;
        Add(row, "speaker-overlap", "drop", $"speaker {utterance.Speaker} is in {string.Join(" and ", splits)}: error rates will look better than they are; `--disjoint speaker` drops the speaker from the first of them");
    }

    private void Add(KeptRow row, string suspicion, string action, string detail)
    {
        _counts[suspicion] = _counts.GetValueOrDefault(suspicion) + 1;
        WriteRow(row.Utterance.Id, row.Where, suspicion, action, detail);
    }

    private void WriteRow(params string[] fields)
    {
        foreach (var field in fields) _csv.WriteField(field);
        _csv.EndRecord();
    }
}
