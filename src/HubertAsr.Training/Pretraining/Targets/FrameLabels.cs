using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace HubertAsr.Training.Pretraining;

/// <summary>What a folder of labels says of itself.</summary>
/// <param name="Key">Names manifest, features and codebook.</param>
/// <param name="ClusterCount">Labels are below this.</param>
/// <param name="RateHz">Labels a second.</param>
/// <param name="ShardCount">Files of labels.</param>
/// <param name="Utterances">Utterances labelled.</param>
/// <param name="Frames">Labels in all.</param>
/// <param name="Counts">Labels by cluster.</param>
/// <param name="IsComplete">False while labels are written.</param>
public sealed record LabelSummary(string Key, int ClusterCount, double RateHz, int ShardCount, long Utterances, long Frames, long[] Counts, bool IsComplete);

/// <summary>The cluster of every frame of every utterance, run-length coded on disk; memory holds sixteen bytes an utterance. Any number of threads may read.</summary>
/// <remarks>
/// A shard holds records: id (UTF-8 with a 7-bit coded length), number of frames, then runs of (label, length), all 7-bit coded. <c>labels.index</c> holds the
/// hashes of the ids, ascending, then shard × 2⁴⁰ + offset of each.
/// </remarks>
public sealed class FrameLabels : IDisposable
{
    internal const string SummaryName = "labels.json";
    internal const string IndexName = "labels.index";
    internal const int OffsetBits = 40;

    private readonly SafeFileHandle[] _shards;
    private readonly long[] _hashes;
    private readonly long[] _places;

    private FrameLabels(LabelSummary summary, SafeFileHandle[] shards, long[] hashes, long[] places)
        => (Summary, _shards, _hashes, _places) = (summary, shards, hashes, places);

    public LabelSummary Summary { get; }

    /// <summary>K: labels are in [0, K).</summary>
    public int ClusterCount => Summary.ClusterCount;

    /// <summary>Labels a second: 100 for MFCC, 50 for layers of HuBERT.</summary>
    public double RateHz => Summary.RateHz;

    /// <summary>Opens what <see cref="FrameLabeling"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The folder is not finished.</exception>
    public static FrameLabels Open(string folder)
    {
        var path = Path.Combine(folder, SummaryName);
        var summary = File.Exists(path) ? JsonSerializer.Deserialize<LabelSummary>(File.ReadAllText(path)) : null;
        if (summary is not { IsComplete: true })
            throw new InvalidDataException($"{folder}: labels that are not finished; a {SummaryName} that says complete was expected. Run the stage 'labels' again.");
        var index = MemoryMarshal.Cast<byte, long>(File.ReadAllBytes(Path.Combine(folder, IndexName)));
        var shards = Enumerable.Range(0, summary.ShardCount).Select(shard => File.OpenHandle(Path.Combine(folder, FrameLabeling.ShardName(shard)))).ToArray();
        return new FrameLabels(summary, shards, index[..(index.Length / 2)].ToArray(), index[(index.Length / 2)..].ToArray());
    }

    /// <summary>The labels of an utterance, one a frame.</summary>
    public bool TryRead(string id, out int[] labels)
    {
        ArgumentNullException.ThrowIfNull(id);
        var hash = StableHash.Of(id);
        var at = Array.BinarySearch(_hashes, hash);
        while (at > 0 && _hashes[at - 1] == hash) at--;
        for (; at >= 0 && at < _hashes.Length && _hashes[at] == hash; at++)
        {
            if (TryReadRecord(_places[at], id, out labels)) return true;
        }

        labels = [];
        return false;
    }

    public void Dispose()
    {
        foreach (var shard in _shards) shard.Dispose();
    }

    private bool TryReadRecord(long place, string id, out int[] labels)
    {
        var file = _shards[place >> OffsetBits];
        using var stream = new FileSlice(file, place & ((1L << OffsetBits) - 1));
        using var reader = new BinaryReader(new BufferedStream(stream, 1024));
        labels = [];
        if (reader.ReadString() != id) return false;
        labels = new int[reader.Read7BitEncodedInt()];
        for (var frame = 0; frame < labels.Length;)
        {
            var label = reader.Read7BitEncodedInt();
            var length = reader.Read7BitEncodedInt();
            labels.AsSpan(frame, length).Fill(label);
            frame += length;
        }

        return true;
    }

    /// <summary>A file from an offset on, for a reader of its own.</summary>
    private sealed class FileSlice(SafeFileHandle file, long offset) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int start, int count) => Read(buffer.AsSpan(start, count));

        public override int Read(Span<byte> buffer)
        {
            var read = RandomAccess.Read(file, buffer, offset);
            offset += read;
            return read;
        }

        public override void Flush() { }

        public override long Seek(long to, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int start, int count) => throw new NotSupportedException();
    }
}
