using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Tests.Cli;

/// <summary>Emissions that say texts: two frames a label, itself and a blank.</summary>
internal static class SaidEmissions
{
    private const float Heard = -0.1f;
    private const float NotHeard = -6.5f;

    /// <param name="path">File to write.</param>
    /// <param name="vocabulary">Tokens.</param>
    /// <param name="texts">Utterances and what they say.</param>
    public static string Write(string path, CtcVocabulary vocabulary, params (string Key, string Text)[] texts) =>
        Write(path, vocabulary, [.. texts.Select(text => (text.Key, CtcTokenizer.Create(vocabulary).EncodeLabels(text.Text).Select(label => (label, label)).ToArray()))]);

    /// <summary>Labels that may be one or the other, the first a little likelier.</summary>
    public static string Write(string path, CtcVocabulary vocabulary, params (string Key, (int First, int Second)[] Labels)[] utterances)
    {
        using var writer = new SafetensorsWriter(path);
        foreach (var (key, labels) in utterances)
        {
            var frames = labels.SelectMany(label => new[] { label, (First: vocabulary.BlankId, Second: vocabulary.BlankId) }).ToList();
            writer.Add(key, [frames.Count, vocabulary.Count], [.. frames.SelectMany(label => Enumerable.Range(0, vocabulary.Count).Select(token =>
                token == label.First ? label.First == label.Second ? Heard : Heard - 0.5f : token == label.Second ? Heard - 1 : NotHeard))]);
        }

        writer.Complete();
        return path;
    }
}
