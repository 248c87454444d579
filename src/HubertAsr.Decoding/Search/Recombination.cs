using System.Numerics;

namespace HubertAsr.Decoding;

/// <summary>
/// Recombines hypotheses [NeyOrtmanns99]: of prefixes that every further label lengthens by the same — the same last label, open word and language model context,
/// whatever came before — only the best can become the best text. Another makes room, as soon as no more alignments arrive at it, for prefixes that tell of what comes
/// now; else the guesses at an unclear word of long ago multiply and fill the beam. Keeps its memory.
/// </summary>
internal sealed class Recombination(PrefixTree tree)
{
    private const int None = -1;

    private int[] _firstOfBucket = [];
    private int[] _nextInBucket = [];
    private int[] _aliveIn = [];
    private int _round;

    /// <summary>Moves the entries that stay to the front.</summary>
    /// <returns>How many they are.</returns>
    public int Join(Span<BeamEntry> beam)
    {
        Prepare(beam);
        var count = 0;
        foreach (ref readonly var entry in beam)
        {
            ref var first = ref _firstOfBucket[Bucket(entry.Node)];
            var same = first;
            while (same != None && !GoOnAlike(beam[same].Node, entry.Node)) same = _nextInBucket[same];
            if (same != None && entry.Score <= beam[same].Score && IsComplete(entry.Node)) continue;
            if (same != None && entry.Score > beam[same].Score && IsComplete(beam[same].Node))
            {
                beam[same] = entry;
                continue;
            }

            beam[count] = entry;
            _nextInBucket[count] = first;
            first = count++;
        }

        return count;
    }

    private void Prepare(ReadOnlySpan<BeamEntry> beam)
    {
        if (_nextInBucket.Length < beam.Length)
        {
            _nextInBucket = new int[beam.Length];
            _firstOfBucket = new int[BitOperations.RoundUpToPowerOf2((uint)beam.Length * 2)];
        }

        if (_aliveIn.Length < tree.Count) Array.Resize(ref _aliveIn, tree.Count * 2);
        Array.Fill(_firstOfBucket, None);
        _round++;
        foreach (ref readonly var entry in beam) _aliveIn[entry.Node] = _round;
    }

    /// <summary>Whether no more alignments arrive at a prefix: what it has is all that it will have.</summary>
    private bool IsComplete(int node) => node == PrefixTree.Root || _aliveIn[tree.Parent(node)] != _round;

    private bool GoOnAlike(int node, int other) => tree.Token(node) == tree.Token(other) && tree.Fused(node).GoesOnAs(tree.Fused(other));

    private int Bucket(int node)
    {
        ref readonly var fused = ref tree.Fused(node);
        var hash = ((ulong)(uint)fused.Context * 0x9E3779B97F4A7C15UL) + ((ulong)(uint)fused.LexiconNode * 0xC2B2AE3D27D4EB4FUL)
            + ((ulong)(uint)fused.UnitContext * 0x165667B19E3779F9UL) + ((((ulong)(uint)fused.OpenLength << 32) | (uint)tree.Token(node)) * 0x27D4EB2F165667C5UL);
        return (int)((hash >> 32) & (ulong)(_firstOfBucket.Length - 1));
    }
}
