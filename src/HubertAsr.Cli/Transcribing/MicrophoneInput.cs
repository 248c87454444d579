using HubertAsr.Transcription;

namespace HubertAsr.Cli.Transcribing;

/// <summary><c>--microphone N</c>: what is said until Ctrl-C. Builds with NAudio only, the default on Windows.</summary>
internal static class MicrophoneInput
{
#if NAUDIO
    /// <param name="device">Number of the recording device, from 0.</param>
    /// <param name="stop">Ends the recording; what was said is transcribed all the same.</param>
    public static AudioInput Of(int device, CancellationToken stop) => new("microphone", _ => Audio.Microphone.Open(stop, device)) { Key = "microphone" };
#else
    /// <exception cref="PlatformNotSupportedException">Always.</exception>
    public static AudioInput Of(int device, CancellationToken stop) => throw new PlatformNotSupportedException(
        $"--microphone {device}: this build has no NAudio, which records; a build for Windows was expected (-p:UseNAudio=true). Elsewhere pipe a recorder in: arecord -f S16_LE -r 16000 talk.wav, then name the file.");
#endif
}
