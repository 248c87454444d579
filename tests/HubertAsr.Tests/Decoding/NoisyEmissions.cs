using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Tests.Decoding;

/// <summary>Emissions of a model that hears texts half well, the same for the same seed.</summary>
internal static class NoisyEmissions
{
    private const int FramesPerLabel = 3;

    /// <summary>Each label in one frame, blanks after it; noise everywhere, now and then louder than the label.</summary>
    public static Emissions Of(CtcVocabulary vocabulary, string text, int seed)
    {
        var random = new Random(seed);
        var labels = CtcTokenizer.Create(vocabulary).EncodeLabels(text);
        var values = new float[labels.Length * FramesPerLabel * vocabulary.Count];
        for (var frame = 0; frame < labels.Length * FramesPerLabel; frame++)
        {
            var row = values.AsSpan(frame * vocabulary.Count, vocabulary.Count);
            foreach (ref var value in row) value = -(float)Math.Log(1e-6 + random.NextDouble());
            row[frame % FramesPerLabel == 0 ? labels[frame / FramesPerLabel] : vocabulary.BlankId] += 4 + (4 * random.NextSingle());
            var total = 0.0;
            foreach (var value in row) total += Math.Exp(value);
            foreach (ref var value in row) value -= (float)Math.Log(total);
        }

        return new Emissions(values, labels.Length * FramesPerLabel, vocabulary.Count);
    }
}
