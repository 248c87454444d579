using HubertAsr.Audio;
using HubertAsr.Corpora.Archives;

namespace HubertAsr.Corpora;

/// <summary>
/// The sound of a manifest's utterances, read where it lies: plain files, entries of archives, archives in archives, stretches of long recordings.
/// Any number of threads may read at once.
/// </summary>
/// <param name="manifestPath">Audio paths are relative to the folder of this file.</param>
public sealed class UtteranceAudio(string manifestPath) : IDisposable
{
    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(manifestPath))!;
    private readonly ArchiveShelf _shelf = new();

    /// <summary>One channel (the mean where there are several) of what the utterance says, at the rate asked for.</summary>
    /// <returns>[S] in [-1, 1] at <paramref name="targetRateHz"/>.</returns>
    /// <exception cref="FileNotFoundException">The file or archive is gone.</exception>
    /// <exception cref="InvalidDataException">The entry is gone, or there is less sound than the manifest says.</exception>
    public Waveform Read(Utterance utterance, int targetRateHz)
    {
        var options = new AudioReadOptions
        {
            StartFrame = utterance.Start,
            FrameCount = utterance.Samples > 0 ? utterance.Samples : null,
            TargetRateHz = targetRateHz,
            RawSampleRateHz = utterance.Rate > 0 ? utterance.Rate : 16000,
        };
        try
        {
            using var stream = Open(utterance.Audio, out var name);
            return AudioFile.Read(stream, name, options);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{utterance.Id}: {error.Message}", error);
        }
    }

    /// <summary>The bytes of the file that <paramref name="audio"/> (a value of column `audio`) names; seekable, the caller's.</summary>
    /// <param name="audio">A path relative to the manifest, or <c>ARCHIVE!/ENTRY</c>.</param>
    /// <param name="name">The file's name, by whose extension headerless PCM is told.</param>
    public Stream Open(string audio, out string name)
    {
        var reference = AudioReference.Parse(Path.Combine(_folder, audio));
        if (reference.Entries.Count == 0)
        {
            name = reference.DiskPath;
            return new FileStream(reference.DiskPath, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 14);
        }
        var archive = _shelf.Open(reference.DiskPath, reference.Entries.SkipLast(1));
        var entryName = reference.Entries[^1];
        var entry = archive.Find(entryName)
            ?? throw new InvalidDataException($"{archive.Name}: holds no entry {entryName}. Was the archive replaced since `prepare`? Run it again.");
        name = $"{archive.Name}{AudioReference.Separator}{entryName}";
        return archive.Open(entry);
    }

    public void Dispose() => _shelf.Dispose();
}
