using HubertAsr.Audio;
using HubertAsr.Corpora;
using HubertAsr.Models;

namespace HubertAsr.Cli.Commands;

/// <summary>One thing to encode: the key of its tensors and where its samples come from.</summary>
internal sealed record EncodeInput(string Key, string Name, Func<int, Waveform> Open)
{
    /// <summary>Its samples at a rate, long enough for one frame.</summary>
    /// <exception cref="InvalidDataException">Too short.</exception>
    public float[] Read(int sampleRateHz, HubertConfig config)
    {
        var samples = Open(sampleRateHz).Samples;
        return config.FrameCount(samples.Length) > 0
            ? samples
            : throw new InvalidDataException($"{Name}: {samples.Length} samples at {sampleRateHz} Hz; one frame needs {config.SamplesOfOneFrame()}. Is the file empty?");
    }
}

/// <summary>Files and manifests as the command line names them, with keys that differ.</summary>
internal sealed class EncodeInputs : IDisposable
{
    private readonly List<UtteranceAudio> _shelves = [];

    private EncodeInputs()
    {
    }

    public IReadOnlyList<EncodeInput> Items { get; private set; } = [];

    /// <exception cref="ArgumentException">Two inputs have one key.</exception>
    public static EncodeInputs Of(string[] words)
    {
        var inputs = new EncodeInputs();
        inputs.Items = [.. words.SelectMany(word => Path.GetExtension(word).Equals(".csv", StringComparison.OrdinalIgnoreCase) ? inputs.OfManifest(word) : [OfFile(word)])];
        var twice = inputs.Items.GroupBy(input => input.Key).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? inputs
            : throw new ArgumentException($"'{twice.Key}' is the key of {twice.Count()} inputs ({string.Join(", ", twice.Take(2).Select(input => input.Name))}): rename one, or give a manifest.");
    }

    public void Dispose() => _shelves.ForEach(shelf => shelf.Dispose());

    private static EncodeInput OfFile(string path) =>
        new(Path.GetFileNameWithoutExtension(path), path, rate => AudioFile.Read(path, new AudioReadOptions { TargetRateHz = rate }));

    private IEnumerable<EncodeInput> OfManifest(string path)
    {
        var shelf = new UtteranceAudio(path);
        _shelves.Add(shelf);
        return Manifest.Read(path).Select(utterance => new EncodeInput(utterance.Id, utterance.Id, rate => shelf.Read(utterance, rate)));
    }
}
