using System.Buffers.Binary;
using HubertAsr.Corpora;
using HubertAsr.Models;
using HubertAsr.Text;
using HubertAsr.Training;

namespace HubertAsr.Tests.Training;

/// <summary>A corpus in a temporary folder: each utterance is a tune of jamo, one pitch a token, as a WAV with a manifest.</summary>
internal sealed class SyntheticCorpus : IDisposable
{
    private const int SamplesPerJamo = 1600;
    private static readonly string[] _syllables = ["가", "너", "도", "루", "므", "비"];

    public SyntheticCorpus(int train = 8, int dev = 3)
    {
        Manifest = Path.Combine(Root, "manifest.csv");
        using var writer = new ManifestWriter(Manifest);
        for (var number = 0; number < train + dev; number++) writer.Write(Make(number, number < train ? "train" : "dev"));
        writer.Commit();
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("corpus").FullName;

    public string Manifest { get; }

    public static CtcTokenizer Tokenizer { get; } = CtcTokenizer.Create(CtcVocabulary.ForJamo([]));

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>A job with fresh weights; the model is the caller's.</summary>
    public TrainingJob Job(TrainOptions options, string folder = "train")
    {
        var model = HubertForCtc.Fresh(Synthetic.Nano with { VocabSize = Tokenizer.Vocabulary.Count, HiddenDropout = 0.1, Layerdrop = 0.2 }, seed: 1);
        var preprocessor = new PreprocessorConfig { ReturnAttentionMask = true };
        var augment = new AugmentOptions { MaskTimeProb = 0.1, MaskTimeLength = 2, MaskChannelProb = 0.1, MaskChannelLength = 4 };
        return new TrainingJob
        {
            Objective = new CtcObjective(model, preprocessor, Tokenizer, options, augment),
            Preprocessor = preprocessor,
            TrainManifest = Manifest,
            DevManifest = Manifest,
            Folder = Path.Combine(Root, folder),
            Train = options,
            Augment = augment,
        };
    }

    private Utterance Make(int number, string split)
    {
        var random = new Random(number);
        var syllables = Enumerable.Range(0, 2 + number % 3).Select(_ => _syllables[random.Next(_syllables.Length)]).ToArray();
        var text = number % 2 == 0 ? string.Concat(syllables) : $"{syllables[0]} {string.Concat(syllables[1..])}";
        var name = $"utterance-{number}.wav";
        var samples = Sound(Tokenizer.EncodeLabels(text));
        File.WriteAllBytes(Path.Combine(Root, name), Wav(samples));
        return new Utterance { Id = $"u{number}", Audio = name, Samples = samples.Length, Rate = 16_000, Text = text, Split = split };
    }

    private static short[] Sound(int[] labels)
    {
        var samples = new short[labels.Length * SamplesPerJamo];
        for (var i = 0; i < samples.Length; i++)
        {
            var pitchHz = 150 + 45 * labels[i / SamplesPerJamo];
            var isGap = i % SamplesPerJamo > 0.8 * SamplesPerJamo;
            samples[i] = isGap ? (short)0 : (short)(9000 * Math.Sin(2 * Math.PI * pitchHz * i / 16_000));
        }
        return samples;
    }

    private static byte[] Wav(short[] samples)
    {
        var bytes = new byte[44 + 2 * samples.Length];
        "RIFF"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        "WAVEfmt "u8.CopyTo(bytes.AsSpan(8));
        int[] words = [16, 1 | (1 << 16), 16_000, 32_000, 2 | (16 << 16)];
        for (var i = 0; i < words.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16 + 4 * i), words[i]);
        "data"u8.CopyTo(bytes.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), 2 * samples.Length);
        for (var i = 0; i < samples.Length; i++) BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(44 + 2 * i), samples[i]);
        return bytes;
    }
}
