using HubertAsr.Audio;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Caching;

/// <summary>Decodes what cannot be read in place, front to back, archive after archive.</summary>
internal sealed class CacheFill(PcmCache cache, SourceReader reader, IProgress<PreparationProgress>? progress)
{
    /// <summary>A compressed entry below this is unpacked as a whole on every visit: about a minute at 16 kHz.</summary>
    private const long LargestUnpackedBytes = 2 << 20;

    /// <summary>Lossless compression of speech halves it, roughly; what a decoder will give is not known before.</summary>
    private const int ExpectedExpansion = 2;

    private static readonly HashSet<string> _readInPlace = new(StringComparer.OrdinalIgnoreCase) { ".wav", ".pcm", ".raw" };

    /// <summary>Whether a file must be decoded before anybody can train from it.</summary>
    public static bool Needs(SourceFile file) =>
        file.Container.IsStreamed || !_readInPlace.Contains(Path.GetExtension(file.Name)) || (file.IsCompressed && file.Length > LargestUnpackedBytes);

    /// <summary>Fills the cache with the audio of a scan; what is there already stays.</summary>
    public void Run(Catalog catalog, CancellationToken cancellation)
    {
        var missing = new List<SourceFile>();
        foreach (var place in catalog.Audio)
        {
            var file = catalog.Read(place);
            if (Needs(file) && cache.Find(file) is null) missing.Add(file);
        }
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
            Decode(file, () => reader.Open(file));
            done += ExpectedBytes(file);
            progress?.Report(new PreparationProgress("cache", done, total));
        }
    }

    /// <summary>Decodes one file; a broken one is noted and the rest goes on.</summary>
    public void Decode(SourceFile file, Func<Stream> open)
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
