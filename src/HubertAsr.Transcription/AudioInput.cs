using HubertAsr.Audio;

namespace HubertAsr.Transcription;

/// <summary>A recording to transcribe. It is opened when its turn comes.</summary>
/// <param name="Name">What results and errors call it.</param>
/// <param name="Open">Gives its samples at the rate asked for.</param>
public sealed record AudioInput(string Name, Func<int, WaveformReader> Open)
{
    /// <summary>What files of its results are called, without extension: a path relative to their folder.</summary>
    public string Key { get; init; } = Path.GetFileNameWithoutExtension(Name);

    /// <summary>The channel that <see cref="Open"/> gives; null for a mix of all.</summary>
    public int? Channel { get; init; }

    /// <summary>A file.</summary>
    /// <param name="path">Any file that <see cref="AudioFile"/> reads.</param>
    /// <param name="options">Which part of it; the rate is the model's.</param>
    public static AudioInput Of(string path, AudioReadOptions? options = null) =>
        new(path, rateHz => AudioFile.Open(path, (options ?? new()) with { TargetRateHz = rateHz })) { Channel = options?.Channel };

    /// <summary>Samples in memory, at any rate.</summary>
    public static AudioInput Of(string name, Waveform waveform) => new(name, rateHz => WaveformReader.Of(waveform, name, rateHz));
}
