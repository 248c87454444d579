using System.Numerics;
using HubertAsr.Audio;
using MathNet.Numerics.IntegralTransforms;

namespace HubertAsr.Training;

/// <summary>Plays an utterance as another room, speaker or line would: speed, room, noise, telephone, loudness, in this order.</summary>
/// <remarks>Every draw is a function of seed, utterance and epoch, so the same epoch sounds the same whenever it is trained.</remarks>
internal sealed class WaveformAugmenter
{
    private const int RateHz = TrainingData.SampleRateHz;

    private readonly AugmentOptions _options;
    private readonly int _seed;
    private readonly SoundFolder? _noises;
    private readonly SoundFolder? _rooms;

    /// <exception cref="DirectoryNotFoundException">A folder is not there.</exception>
    /// <exception cref="InvalidDataException">A folder holds no sound.</exception>
    public WaveformAugmenter(AugmentOptions options, int seed)
    {
        (_options, _seed) = (options, seed);
        if (options.NoiseFolder is { Length: > 0 } noises) _noises = new SoundFolder(noises, "augment.noise_folder");
        if (options.RoomFolder is { Length: > 0 } rooms) _rooms = new SoundFolder(rooms, "augment.room_folder");
    }

    /// <summary>The slowest speed that is ever drawn: what an utterance is at its longest.</summary>
    public double SlowestSpeed => _options.SpeedFactors.Length > 0 ? _options.SpeedFactors.Min() : 1;

    /// <summary>The speed of an utterance in an epoch: known before it is decoded, since batches are cut by what is heard.</summary>
    public double SpeedOf(int number, int epoch) => _options.SpeedFactors is { Length: > 0 } factors ? factors[Draw.Seed(~_seed, number, epoch) % factors.Length] : 1;

    /// <summary>A changed copy, or the waveform itself when nothing is asked for.</summary>
    /// <param name="samples">16 kHz; not changed.</param>
    /// <param name="number">The utterance's number.</param>
    /// <param name="epoch">The epoch.</param>
    public float[] Apply(float[] samples, int number, int epoch)
    {
        var draw = new Random(Draw.Seed(_seed, number, epoch));
        samples = Faster(samples, SpeedOf(number, epoch));
        if (_rooms is not null && draw.NextDouble() < _options.RoomProb) samples = Reverberate(samples, _rooms.Pick(draw));
        if (_noises is not null && draw.NextDouble() < _options.NoiseProb)
            samples = AddNoise(samples, _noises.Pick(draw), _options.NoiseMinSnrDb + draw.NextDouble() * (_options.NoiseMaxSnrDb - _options.NoiseMinSnrDb), draw);
        if (draw.NextDouble() < _options.TelephoneProb) samples = Telephone(samples);
        if (_options.GainDb > 0) samples = Scale(samples, Math.Pow(10, _options.GainDb * (2 * draw.NextDouble() - 1) / 20));
        return samples;
    }

    /// <summary>Read at another rate than it was recorded: duration ÷ factor, pitch × factor.</summary>
    internal static float[] Faster(float[] samples, double factor)
        => factor == 1 ? samples : Resampler.Resample(samples, (int)Math.Round(RateHz * factor), RateHz);

    /// <summary>Convolution with a room's response, cut to the utterance's length, at the utterance's loudness.</summary>
    internal static float[] Reverberate(float[] samples, float[] response)
    {
        var length = (int)BitOperations.RoundUpToPowerOf2((uint)(samples.Length + response.Length));
        var (dry, room) = (Spectrum(samples, length), Spectrum(response, length));
        for (var i = 0; i < length; i++) dry[i] *= room[i];
        Fourier.Inverse(dry, FourierOptions.AsymmetricScaling);
        var wet = new float[samples.Length];
        for (var i = 0; i < wet.Length; i++) wet[i] = (float)dry[i].Real;
        var power = Power(wet);
        return power > 0 ? Scale(wet, Math.Sqrt(Power(samples) / power)) : samples;
    }

    /// <summary>Noise repeated from a drawn place, at a signal-to-noise ratio over the whole utterance.</summary>
    internal static float[] AddNoise(float[] samples, float[] noise, double snrDb, Random draw)
    {
        var start = draw.Next(noise.Length);
        var added = new float[samples.Length];
        for (var i = 0; i < added.Length; i++) added[i] = noise[(start + i) % noise.Length];
        var power = Power(added);
        if (power == 0) return samples;
        var scale = Math.Sqrt(Power(samples) / power * Math.Pow(10, -snrDb / 10));
        return [.. samples.Zip(added, (sample, sound) => (float)(sample + scale * sound))];
    }

    /// <summary>Nothing below 300 Hz or above 3400 Hz, cut in the spectrum.</summary>
    internal static float[] Telephone(float[] samples)
    {
        var length = (int)BitOperations.RoundUpToPowerOf2((uint)samples.Length);
        var spectrum = Spectrum(samples, length);
        for (var i = 0; i < length; i++)
        {
            var hz = (double)Math.Min(i, length - i) * RateHz / length;
            if (hz is < 300 or > 3400) spectrum[i] = 0;
        }
        Fourier.Inverse(spectrum, FourierOptions.AsymmetricScaling);
        return [.. spectrum.Take(samples.Length).Select(value => (float)value.Real)];
    }

    private static Complex[] Spectrum(float[] samples, int length)
    {
        var spectrum = new Complex[length];
        for (var i = 0; i < samples.Length; i++) spectrum[i] = samples[i];
        Fourier.Forward(spectrum, FourierOptions.AsymmetricScaling);
        return spectrum;
    }

    private static float[] Scale(float[] samples, double factor) => Array.ConvertAll(samples, sample => (float)(sample * factor));

    private static double Power(float[] samples) => samples.Sum(sample => (double)sample * sample) / samples.Length;

    /// <summary>The sounds of a folder, each read when it is first drawn and then kept.</summary>
    private sealed class SoundFolder
    {
        private readonly string[] _paths;
        private readonly Lazy<float[]>[] _sounds;

        public SoundFolder(string folder, string option)
        {
            if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"{option}: there is no folder {folder}.");
            _paths = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(path => Path.GetExtension(path).ToUpperInvariant() is ".WAV" or ".FLAC" or ".MP3" or ".OGG").Order(StringComparer.Ordinal)];
            if (_paths.Length == 0) throw new InvalidDataException($"{option}: {folder} holds no WAV, FLAC, MP3 or OGG file.");
            _sounds = [.. _paths.Select(path => new Lazy<float[]>(() => AudioFile.Read(path, new AudioReadOptions { TargetRateHz = RateHz }).Samples))];
        }

        public float[] Pick(Random draw)
        {
            var number = draw.Next(_sounds.Length);
            var sound = _sounds[number].Value;
            return sound.Length > 0 ? sound : throw new InvalidDataException($"{_paths[number]}: no sound in it. Take it out of the folder.");
        }
    }
}
