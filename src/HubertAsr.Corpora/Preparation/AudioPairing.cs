using HubertAsr.Corpora.Families;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Preparation;

/// <summary>Finds the audio of a label: the same stem in the same split; among several, the one whose path mirrors the label's.</summary>
internal sealed class AudioPairing(AudioIndex index, SourceReader reader)
{
    private static readonly (string Label, string Source)[] _mirrors =
        [("라벨링데이터", "원천데이터"), ("02.라벨", "01.원천"), ("[라벨]", "[원천]"), ("/TL", "/TS"), ("/VL", "/VS"), ("_label_", "_wav_"), ("라벨링", "원천")];

    /// <summary>The audio files of a label, chosen one first; none when there is none.</summary>
    /// <returns>
    /// Copies: further files with the same bytes, which the chosen one stands for. Rivals: files of the same name with other bytes, so that nobody can
    /// say which is meant; then there is no chosen one.
    /// </returns>
    public PairedAudio Find(LabelRow row, SourceFile label)
    {
        foreach (var key in row.AudioKeys.Where(key => key.Length > 0))
        {
            var candidates = index.Spelled(key, InSplitOf(label, index.Find(key)));
            if (candidates.Count == 0) continue;
            foreach (var (ordinal, _) in candidates) index.MarkUsed(ordinal);
            if (candidates.Count == 1) return new PairedAudio(candidates[0].File, [], candidates[0].Ordinal, [candidates[0].Ordinal]);
            return Choose(candidates, label);
        }
        return new PairedAudio(null, [], -1, []);
    }

    private static List<(int Ordinal, SourceFile File)> InSplitOf(SourceFile label, IReadOnlyList<(int Ordinal, SourceFile File)> files)
    {
        var split = SplitPlan.OfPath(label.TreePath);
        return [.. files.Where(candidate => split.Length == 0 || SplitPlan.OfPath(candidate.File.TreePath) is var other && (other.Length == 0 || other == split))];
    }

    private PairedAudio Choose(IReadOnlyList<(int Ordinal, SourceFile File)> candidates, SourceFile label)
    {
        int[] claimed = [.. candidates.Select(candidate => candidate.Ordinal)];
        var mirrored = Mirror(label.TreePath);
        var exact = candidates.Where(candidate => WithoutExtension(candidate.File.TreePath) == mirrored).ToList();
        var chosen = exact.Count == 1 ? exact[0] : candidates[0];
        var others = candidates.Where(candidate => candidate.Ordinal != chosen.Ordinal).Select(candidate => candidate.File).ToList();
        return others.TrueForAll(other => SameBytes(chosen.File, other))
            ? new PairedAudio(chosen.File, others, chosen.Ordinal, claimed)
            : new PairedAudio(null, [chosen.File, .. others], -1, claimed);
    }

    private static string Mirror(string path) => _mirrors.Aggregate(WithoutExtension(path), (mirrored, pair) => mirrored.Replace(pair.Label, pair.Source, StringComparison.Ordinal));

    private static string WithoutExtension(string path) => path[..^Path.GetExtension(path).Length];

    private bool SameBytes(SourceFile left, SourceFile right)
    {
        if (left.Length != right.Length || (left.Crc != 0 && right.Crc != 0 && left.Crc != right.Crc)) return false;
        using var leftStream = reader.Open(left);
        using var rightStream = reader.Open(right);
        var (leftBlock, rightBlock) = (new byte[1 << 16], new byte[1 << 16]);
        for (int read; (read = leftStream.ReadAtLeast(leftBlock, leftBlock.Length, throwOnEndOfStream: false)) > 0;)
        {
            if (rightStream.ReadAtLeast(rightBlock.AsSpan(0, read), read, throwOnEndOfStream: false) != read) return false;
            if (!leftBlock.AsSpan(0, read).SequenceEqual(rightBlock.AsSpan(0, read))) return false;
        }
        return true;
    }
}

/// <summary>The audio of a label.</summary>
/// <param name="File">The chosen file, or null.</param>
/// <param name="Others">Its copies; without a chosen file, the rivals among which nobody can choose.</param>
/// <param name="Ordinal">The chosen file's place among the audio of the catalog, or -1.</param>
/// <param name="Claimed">The places of all of them.</param>
internal sealed record PairedAudio(SourceFile? File, IReadOnlyList<SourceFile> Others, int Ordinal, IReadOnlyList<int> Claimed);
