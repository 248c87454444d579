using HubertAsr.Models;
using HubertAsr.Text;
using HubertAsr.Training;

namespace HubertAsr.Tests.Training;

/// <summary>A tiny language of tones: each label is a pitch, each utterance a tune. No speech is needed to see learning.</summary>
internal static class Synthetic
{
    public const int Pitches = 6;

    public static HubertConfig Nano { get; } = new()
    {
        ConvDim = [16, 16, 16, 32, 32, 32, 32],
        ConvBias = true,
        FeatExtractNorm = "layer",
        DoStableLayerNorm = true,
        HiddenSize = 48,
        NumHiddenLayers = 2,
        NumAttentionHeads = 4,
        IntermediateSize = 96,
        NumConvPosEmbeddings = 16,
        NumConvPosEmbeddingGroups = 4,
        HiddenDropout = 0,
        ActivationDropout = 0,
        AttentionDropout = 0,
        FinalDropout = 0,
        Layerdrop = 0,
        VocabSize = Pitches + 1,
    };

    public static AugmentOptions NoMasks { get; } = new() { MaskTimeProb = 0, MaskChannelProb = 0 };

    /// <summary>A vocabulary of so many tokens, whatever they are.</summary>
    public static CtcTokenizer Tokenizer(int count) => CtcTokenizer.Create(CtcVocabulary.Of([.. Enumerable.Range('가', count - 3).Select(code => $"{(char)code}")]));

    /// <summary>Updates of a recogniser.</summary>
    public static TrainStep Step(HubertForCtc model, TrainOptions options, AugmentOptions augment, bool hidePadding = true)
        => new(new CtcObjective(model, new PreprocessorConfig { ReturnAttentionMask = hidePadding }, Tokenizer(model.Config.VocabSize), options, augment), options);

    /// <summary>Tunes of different lengths; the same number gives the same tune.</summary>
    public static LabelledWaveform[] Utterances(int count, double seconds = 0.8)
        => [.. Enumerable.Range(0, count).Select(number =>
        {
            var random = new Random(number);
            var labels = Enumerable.Range(0, 4 + number % 3).Select(_ => 1 + random.Next(Pitches)).ToArray();
            return new LabelledWaveform($"tone-{number}", Tune(labels, (int)(16_000 * seconds) + 320 * number, random), labels);
        })];

    /// <summary>Levenshtein distance.</summary>
    public static int Distance(int[] heard, int[] expected)
    {
        var row = Enumerable.Range(0, expected.Length + 1).ToArray();
        for (var i = 1; i <= heard.Length; i++)
        {
            var (diagonal, left) = (row[0], row[0] = i);
            for (var j = 1; j <= expected.Length; j++)
            {
                var cost = Math.Min(diagonal + (heard[i - 1] == expected[j - 1] ? 0 : 1), 1 + Math.Min(row[j], left));
                (diagonal, row[j], left) = (row[j], cost, cost);
            }
        }
        return row[^1];
    }

    private static float[] Tune(int[] labels, int sampleCount, Random random)
    {
        var samples = new float[sampleCount];
        for (var i = 0; i < sampleCount; i++)
        {
            var place = (double)i * labels.Length / sampleCount;
            var isGap = place - Math.Floor(place) > 0.8;
            var pitchHz = 200 * Math.Pow(1.5, labels[(int)place]);
            samples[i] = (float)((isGap ? 0 : 1.4 * Math.Sin(2 * Math.PI * pitchHz * i / 16_000)) + 0.05 * (random.NextDouble() - 0.5));
        }
        return samples;
    }
}
