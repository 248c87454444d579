using HubertAsr.Corpora.Families;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Preparation;

/// <summary>Turns the labels of one unit into rows, kept and dropped; nothing that a label says is lost on the way.</summary>
internal sealed class UnitWorker(CorpusWork work, UnitWriter rows, CancellationToken cancellation)
{
    private readonly UnitResult _result = new();

    /// <param name="unit">The unit's number.</param>
    /// <param name="mostKept">Stop when that many utterances are kept.</param>
    public UnitResult Run(int unit, long mostKept)
    {
        var (family, labels) = work.Scan.Units[unit];
        var probe = new AudioProbe(work.Scan.Reader, work.Cache, work.Plan.Options.Cache, work.Plan.Options.Limit is null ? null : work.Scan.DecodeLate);
        var judge = new UtteranceJudge(work.Plan, family, probe, new AudioExamination(work.Scan.Reader, work.Cache));
        var memory = new LabelMemory();
        foreach (var place in labels)
        {
            cancellation.ThrowIfCancellationRequested();
            var label = work.Scan.Label(place);
            label.Memory = memory;
            ReadLabel(label, family, judge, mostKept);
            if (rows.Kept >= mostKept) break;
        }
        _result.Kept = rows.Kept;
        foreach (var (character, count) in judge.ForeignCharacters) _result.ForeignCharacters[character] = count;
        rows.Finish(_result);
        return _result;
    }

    private void ReadLabel(LabelFile label, CorpusFamily family, UtteranceJudge judge, long mostKept)
    {
        try
        {
            foreach (var row in family.Read(label))
            {
                if (rows.Kept >= mostKept) return;
                ReadRow(row, label.File, judge, work.Plan.IdPrefix(family));
            }
        }
        catch (Exception error) when (error is LabelFormatException or InvalidDataException or UnauthorizedAccessException or EndOfStreamException)
        {
            var reason = error is LabelFormatException format ? format.Reason : DropReasons.Archive;
            _result.FurtherRows++;
            rows.Write(new DroppedRow(label.File.Stem, label.File.Where, reason, error.Message));
        }
        _result.BlankLines += label.BlankLines;
    }

    private void ReadRow(LabelRow row, SourceFile label, UtteranceJudge judge, string idPrefix)
    {
        _result.LabelRows++;
        var audio = work.Scan.Pairing.Find(row, label);
        // The utterances of one recording follow one another and claim it once.
        foreach (var ordinal in audio.Claimed)
            if (_result.ClaimedAudio is not [.., var last] || last != ordinal) _result.ClaimedAudio.Add(ordinal);
        if (audio.File is not null) _result.Matched++;
        foreach (var copy in audio.File is null ? [] : audio.Others)
        {
            _result.FurtherRows++;
            rows.Write(new DroppedRow(idPrefix + row.Id, copy.Where, DropReasons.DuplicateStem, $"the same bytes as {audio.File!.Where}, which is kept"));
        }
        try
        {
            var kept = judge.Judge(row, label, audio);
            rows.Write(kept);
            _result.FurtherColumns.UnionWith(kept.Utterance.Further.Keys);
            foreach (var flag in kept.Utterance.Flags.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                _result.Flags[flag] = _result.Flags.GetValueOrDefault(flag) + 1;
        }
        catch (LabelFormatException error)
        {
            rows.Write(new DroppedRow(idPrefix + row.Id, UtteranceJudge.Where(row, label), error.Reason, error.Message));
        }
    }
}
