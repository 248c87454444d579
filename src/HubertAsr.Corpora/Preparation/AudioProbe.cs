using HubertAsr.Audio;
using HubertAsr.Corpora.Families;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Preparation;

/// <summary>Reads headers of audio. One thread's own: the utterances of one recording follow one another, and its header is read once.</summary>
internal sealed class AudioProbe(SourceReader reader)
{
    private SourceFile? _last;
    private AudioInfo? _lastInfo;

    /// <exception cref="LabelFormatException">There is no sound in it, or none that can be read; the reason tells which.</exception>
    public AudioInfo Read(SourceFile file, CorpusFamily family)
    {
        if (_last == file) return _lastInfo!;
        if (file.Length == 0) throw new LabelFormatException(DropReasons.NoAudio, "0 bytes of audio");
        try
        {
            using var stream = reader.Open(file);
            _lastInfo = AudioFile.ReadInfo(stream, file.Name, new AudioReadOptions { RawSampleRateHz = family.RawRateHz });
        }
        catch (InvalidDataException error)
        {
            throw new LabelFormatException(DropReasons.Audio, error.Message);
        }
        catch (EndOfStreamException)
        {
            throw new LabelFormatException(DropReasons.Audio, $"{file.Where}: ends within its header; download it again");
        }
        catch (UnauthorizedAccessException error)
        {
            throw new LabelFormatException(DropReasons.Audio, error.Message);
        }
        _last = file;
        return _lastInfo;
    }
}
