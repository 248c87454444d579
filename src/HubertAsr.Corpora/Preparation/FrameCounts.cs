namespace HubertAsr.Corpora.Preparation;

/// <summary>Whether a CTC model has frames enough for a transcript: every label takes one, two equal neighbours one more between them.</summary>
internal static class FrameCounts
{
    private const int ModelRateHz = 16000;
    private static readonly (int Kernel, int Stride)[] _convolutions = [(10, 5), (3, 2), (3, 2), (3, 2), (3, 2), (2, 2), (2, 2)];

    /// <summary>Frames that the convolutions of HuBERT and wav2vec 2.0 make of so many seconds at 16 kHz [Hsu21].</summary>
    public static long Of(long samples, int rateHz)
    {
        var length = samples * ModelRateHz / rateHz;
        foreach (var (kernel, stride) in _convolutions) length = length < kernel ? 0 : (length - kernel) / stride + 1;
        return length;
    }

    /// <summary>Frames that syllable labels need at least; blanks between words are labels too.</summary>
    public static int NeededBySyllables(string text) => text.Length + Repeats(text);

    /// <summary>Frames that jamo labels need at least.</summary>
    public static int NeededByJamo(string text) => NeededBySyllables(text.Normalize(System.Text.NormalizationForm.FormD));

    private static int Repeats(string labels)
    {
        var repeats = 0;
        for (var index = 1; index < labels.Length; index++)
            if (labels[index] == labels[index - 1]) repeats++;
        return repeats;
    }
}
