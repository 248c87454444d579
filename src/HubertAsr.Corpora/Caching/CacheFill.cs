using HubertAsr.Audio;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Caching;

/// <summary>Decodes what cannot be read in place: short files many at a time, long ones front to back.</summary>
/// <param name="cache">Takes the samples, in the order of the files whatever the threads do.</param>
/// <param name="threads">How many files are decoded at once.</param>
/// <param name="progress">Told how much there is, and how far it went.</param>
internal sealed class CacheFill(PcmCache cache, int threads, IProgress<PreparationProgress>? progress)
{
    /// <summary>A compressed entry below this is unpacked as a whole on every visit: about a minute at 16 kHz.</summary>
    private const long LargestUnpackedBytes = 2 << 20;

    /// <summary>Lossless compression of speech halves it, roughly; what a decoder will give is not known before.</summary>
    private const int ExpectedExpansion = 2;

    /// <summary>What is decoded in memory, files and bytes of samples.</summary>
    private const int MostTogether = 256;
    private const long MostBytesTogether = 32 << 20;

    private static readonly HashSet<string> _readInPlace = new(StringComparer.OrdinalIgnoreCase) { ".wav", ".pcm", ".raw" };

    private readonly AudioBatch _batch = new(threads);
    private readonly List<(SourceFile File, Func<Stream> Open)> _pending = [];
    private long _pendingBytes;

    /// <summary>Whether a file must be decoded before anybody can train from it.</summary>
    public static bool Needs(SourceFile file) =>
        file.Container.IsStreamed || !_readInPlace.Contains(Path.GetExtension(file.Name)) || (file.IsCompressed && file.Length > LargestUnpackedBytes);

    /// <summary>Decodes those files that need it and are not in the cache; says before how much that is.</summary>
    public void Run(IEnumerable<SourceFile> files, SourceReader reader, CancellationToken cancellation)
    {
        List<SourceFile> missing = [.. files.Where(file => Needs(file) && cache.Find(file) is null)];
        if (missing.Count == 0) return;
        var total = missing.Sum(ExpectedBytes);
        progress?.Report(new PreparationProgress("cache", 0, total)
        {
            Note = FormattableString.Invariant($"{missing.Count} audio files cannot be read in place; about {total / 1e6:0.#} MB of samples go into {PcmCache.FolderName}/ beside the manifest"),
        });
        long done = 0;
        foreach (var file in missing)
        {
            cancellation.ThrowIfCancellationRequested();
            Add(file, () => reader.Open(file));
            done += ExpectedBytes(file);
            progress?.Report(new PreparationProgress("cache", done - _pendingBytes, total));
        }
        Flush();
        progress?.Report(new PreparationProgress("cache", total, total));
    }

    /// <summary>Says how much an archive will give that is decoded while it is read.</summary>
    public void Announce(string archive, long packedBytes) => progress?.Report(new PreparationProgress("cache", 0, packedBytes)
    {
        Note = FormattableString.Invariant($"{archive}: can be read only from its start; what is not there yet of about {packedBytes * ExpectedExpansion / 1e6:0.#} MB of samples goes into {PcmCache.FolderName}/ beside the manifest"),
    });

    /// <summary>How far the reading of such an archive is, in its own bytes.</summary>
    public void Tell(long done, long total) => progress?.Report(new PreparationProgress("cache", done, total));

    /// <summary>Decodes one file, now or together with those that follow; a broken one is noted and the rest goes on.</summary>
    /// <param name="file">What it is.</param>
    /// <param name="open">Gives its bytes: before this returns where the file is long, else until <see cref="Flush"/>.</param>
    public void Add(SourceFile file, Func<Stream> open)
    {
        if (IsLong(file))
        {
            Flush();
            Decode(file, open);
            return;
        }
        _pending.Add((file, open));
        _pendingBytes += ExpectedBytes(file);
        if (_pending.Count >= MostTogether || _pendingBytes >= MostBytesTogether) Flush();
    }

    /// <summary>Whether a file is too long to be decoded in memory.</summary>
    public static bool IsLong(SourceFile file) => ExpectedBytes(file) > MostBytesTogether / 2;

    /// <summary>Decodes what was added and is still to do.</summary>
    public void Flush()
    {
        var decoded = _batch.Read([.. _pending.Select(pending => (pending.File.Name, pending.Open))]);
        foreach (var ((file, _), audio) in _pending.Zip(decoded))
        {
            if (audio.Sound is { } sound) cache.Add(file, sound);
            else cache.AddFault(file, audio.Fault);
        }
        _pending.Clear();
        _pendingBytes = 0;
    }

    private void Decode(SourceFile file, Func<Stream> open)
    {
        try
        {
            using var stream = open();
            using var audio = AudioFile.Open(stream, file.Name);
            cache.Add(file, audio);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            cache.AddFault(file, error.Message);
        }
    }

    private static long ExpectedBytes(SourceFile file) => _readInPlace.Contains(Path.GetExtension(file.Name)) ? file.Length : file.Length * ExpectedExpansion;
}
