using System.Buffers.Binary;
using System.Globalization;
using HubertAsr.Audio;
using HubertAsr.Corpora.Archives;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Caching;

/// <summary>
/// Samples of what cannot be read in place, decoded once into large headerless files beside the manifest. The index is written after the samples:
/// whatever it names is whole, and after a kill the rest is cut off and decoded again.
/// </summary>
internal sealed class PcmCache : IDisposable
{
    public const string FolderName = "cache";
    private const long LargestShardBytes = 1L << 30;
    private readonly string _folder;
    private readonly Dictionary<ulong, CachedAudio> _known = [];
    private readonly Dictionary<int, FileStream> _shards = [];
    private StreamWriter? _index;

    /// <param name="outFolder">The folder of the manifest.</param>
    public PcmCache(string outFolder)
    {
        _folder = Path.Combine(outFolder, FolderName);
        if (File.Exists(IndexPath)) ReadIndex();
    }

    private string IndexPath => Path.Combine(_folder, "index.tsv");

    /// <summary>The samples of a file, or null when it is not in the cache. A file that has changed is another file.</summary>
    public CachedAudio? Find(SourceFile file) => _known.GetValueOrDefault(KeyOf(file));

    /// <summary>Appends what the reader gives.</summary>
    /// <param name="file">The file that was decoded.</param>
    /// <param name="reader">One channel at the file's own rate.</param>
    public void Add(SourceFile file, WaveformReader reader)
    {
        var shard = ShardFor(reader.SampleRateHz);
        var start = shard.Position / sizeof(short);
        var samples = new float[1 << 14];
        long frames = 0;
        for (int count; (count = reader.Read(samples)) > 0; frames += count) Write(shard, samples.AsSpan(0, count));
        shard.Flush();
        Remember(file, new CachedAudio(Path.GetFileName(shard.Name), start, frames, reader.SampleRateHz, ""));
    }

    /// <summary>Appends what was decoded already.</summary>
    public void Add(SourceFile file, Waveform sound)
    {
        var shard = ShardFor(sound.SampleRateHz);
        var start = shard.Position / sizeof(short);
        Write(shard, sound.Samples);
        shard.Flush();
        Remember(file, new CachedAudio(Path.GetFileName(shard.Name), start, sound.Samples.Length, sound.SampleRateHz, ""));
    }

    /// <summary>The shard in which samples of the cache lie.</summary>
    public Stream Open(CachedAudio audio) => new FileStream(Path.Combine(_folder, audio.Shard), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);

    /// <summary>Notes that a file cannot be decoded, so that nobody tries again.</summary>
    public void AddFault(SourceFile file, string fault) => Remember(file, new CachedAudio("", 0, 0, 0, fault.ReplaceLineEndings(" ").Replace('\t', ' ')));

    public void Dispose()
    {
        _index?.Dispose();
        foreach (var shard in _shards.Values) shard.Dispose();
    }

    private static void Write(Stream shard, ReadOnlySpan<float> samples)
    {
        var bytes = new byte[samples.Length * sizeof(short)];
        for (var index = 0; index < samples.Length; index++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(index * sizeof(short)), (short)Math.Clamp(MathF.Round(samples[index] * 32768), short.MinValue, short.MaxValue));
        shard.Write(bytes);
    }

    private static ulong KeyOf(SourceFile file) => NameIndex.Hash(string.Create(CultureInfo.InvariantCulture, $"{file.Where}\0{file.Length}\0{file.Crc}\0{(file.Container.IsFolder ? file.Locator : 0)}"));

    private void Remember(SourceFile file, CachedAudio audio)
    {
        Directory.CreateDirectory(_folder);
        _index ??= new StreamWriter(new FileStream(IndexPath, FileMode.Append, FileAccess.Write, FileShare.Read));
        var key = KeyOf(file);
        _index.Write(string.Create(CultureInfo.InvariantCulture, $"{key:x16}\t{audio.Shard}\t{audio.Start}\t{audio.Frames}\t{audio.RateHz}\t{audio.Fault}\n"));
        _index.Flush();
        _known[key] = audio;
    }

    private FileStream ShardFor(int rateHz)
    {
        if (_shards.TryGetValue(rateHz, out var open) && open.Position < LargestShardBytes) return open;
        open?.Dispose();
        Directory.CreateDirectory(_folder);
        var number = 0;
        string Name() => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"pcm-{rateHz}-{number:D5}.pcm"));
        while (File.Exists(Name()) && IndexedBytes(Path.GetFileName(Name())) >= LargestShardBytes) number++;
        var shard = new FileStream(Name(), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 1 << 20);
        shard.SetLength(IndexedBytes(Path.GetFileName(Name())));
        shard.Position = shard.Length;
        return _shards[rateHz] = shard;
    }

    private long IndexedBytes(string shard) =>
        _known.Values.Where(audio => audio.Shard == shard).Select(audio => (audio.Start + audio.Frames) * sizeof(short)).DefaultIfEmpty(0).Max();

    private void ReadIndex()
    {
        foreach (var line in File.ReadLines(IndexPath))
        {
            var fields = line.Split('\t');
            // The last line may have been cut by a kill; its samples are decoded again.
            if (fields.Length != 6 || !ulong.TryParse(fields[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var key)) continue;
            var audio = new CachedAudio(fields[1], Number(fields[2]), Number(fields[3]), (int)Number(fields[4]), fields[5]);
            var path = Path.Combine(_folder, audio.Shard);
            if (audio.Shard.Length > 0 && (!File.Exists(path) || new FileInfo(path).Length < (audio.Start + audio.Frames) * sizeof(short))) continue;
            _known[key] = audio;
        }
    }

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
