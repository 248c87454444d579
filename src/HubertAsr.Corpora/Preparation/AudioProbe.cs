using HubertAsr.Audio;
using HubertAsr.Corpora.Caching;
using HubertAsr.Corpora.Families;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Preparation;

/// <summary>Reads headers of audio. One thread's own: the utterances of one recording follow one another, and its header is read once.</summary>
/// <param name="reader">Opens the file where it lies.</param>
/// <param name="cache">Knows those that were decoded.</param>
/// <param name="usesCache">Whether files that cannot be read in place are taken from the cache, rather than refused.</param>
/// <param name="decode">Puts one more file there; null when all are there that can be.</param>
internal sealed class AudioProbe(SourceReader reader, PcmCache cache, bool usesCache, Action<SourceFile>? decode)
{
    private SourceFile? _last;
    private ProbedAudio? _lastAudio;

    /// <exception cref="LabelFormatException">There is no sound in it, or none that can be read; the reason tells which.</exception>
    public ProbedAudio Read(SourceFile file, CorpusFamily family)
    {
        if (_last == file) return _lastAudio!;
        if (file.Length == 0) throw new LabelFormatException(DropReasons.NoAudio, "0 bytes of audio; download it again, or leave it out");
        var audio = CacheFill.Needs(file) ? ReadCached(file) : ReadHeader(file, family);
        if (audio.Info.FrameCount == 0) throw new LabelFormatException(DropReasons.NoAudio, "no samples behind the header; download it again, or leave it out");
        (_last, _lastAudio) = (file, audio);
        return audio;
    }

    private ProbedAudio ReadCached(SourceFile file)
    {
        if (!usesCache)
            throw new LabelFormatException(DropReasons.Audio, $"{file.Where}: cannot be read in place, only decoded from its start, and --no-cache forbids that");
        if (cache.Find(file) is null && !file.Container.IsStreamed) decode?.Invoke(file);
        var cached = cache.Find(file) ?? throw new LabelFormatException(DropReasons.Audio, $"{file.Where}: not in the cache, which --limit filled for the first labels only; leave --limit away");
        if (cached.Fault.Length > 0) throw new LabelFormatException(DropReasons.Audio, cached.Fault);
        return new ProbedAudio(new AudioInfo(cached.Frames, cached.RateHz, 1, "s16le"), cached);
    }

    private ProbedAudio ReadHeader(SourceFile file, CorpusFamily family)
    {
        try
        {
            using var stream = reader.Open(file);
            return new ProbedAudio(AudioFile.ReadInfo(stream, file.Name, new AudioReadOptions { RawSampleRateHz = family.RawRateHz }), null);
        }
        catch (EndOfStreamException)
        {
            throw new LabelFormatException(DropReasons.Audio, $"{file.Where}: ends within its header; download it again");
        }
        catch (Exception error) when (error is InvalidDataException or UnauthorizedAccessException)
        {
            throw new LabelFormatException(DropReasons.Audio, error.Message);
        }
    }
}

/// <summary>What is known of an audio file.</summary>
/// <param name="Info">Its length and rate.</param>
/// <param name="Cached">Where its samples lie, when they were decoded into the cache.</param>
internal sealed record ProbedAudio(AudioInfo Info, CachedAudio? Cached);
