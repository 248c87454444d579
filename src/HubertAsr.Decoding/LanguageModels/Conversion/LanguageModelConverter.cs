namespace HubertAsr.Decoding;

/// <summary>Layout of a KenLM binary to write.</summary>
public enum BinaryLayout
{
    /// <summary>Hash tables: fastest.</summary>
    Probing,

    /// <summary>Bit-packed trie: smallest.</summary>
    Trie,
}

/// <summary>Writes language models in the forms that KenLM reads: ARPA, ARPA.gz, probing and trie binaries.</summary>
public static class LanguageModelConverter
{
    /// <summary>Bits of a quantised probability and of a quantised backoff.</summary>
    private const int QuantizedBits = 8;

    /// <summary>Converts a model; the name of <paramref name="output"/> says to what: <c>.arpa</c>, <c>.arpa.gz</c>, anything else is a binary.</summary>
    /// <param name="input">ARPA, ARPA.gz or a trie binary; a probing binary holds hashes in place of its n-grams and cannot be turned into anything else.</param>
    /// <param name="output">File to write; it appears when it is complete.</param>
    /// <param name="layout">Of a binary.</param>
    /// <param name="quantize">Whether a trie stores 8-bit bins in place of floats.</param>
    /// <exception cref="ArgumentException">A quantised probing table.</exception>
    /// <exception cref="InvalidDataException">The input cannot be read or turned into this.</exception>
    public static void Convert(string input, string output, BinaryLayout layout = BinaryLayout.Probing, bool quantize = false)
    {
        if (!File.Exists(input)) throw new FileNotFoundException($"{input}: no such file; a language model expected.", input);
        if (quantize && (layout != BinaryLayout.Trie || IsArpa(output))) throw new ArgumentException("only a trie binary can be quantised: give --type trie and a name that does not end in .arpa or .gz");
        if (!LanguageModelFile.IsBinary(input))
        {
            FromArpa(input, output, layout, quantize);
            return;
        }

        var arpa = IsArpa(output) ? output : output + ".arpa.part";
        try
        {
            TrieToArpa.Write(input, arpa);
            if (arpa != output) FromArpa(arpa, output, layout, quantize);
        }
        finally
        {
            if (arpa != output) File.Delete(arpa);
        }
    }

    /// <summary>Whether a file of this name is ARPA text.</summary>
    public static bool IsArpa(string path) => path.EndsWith(".arpa", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private static void FromArpa(string input, string output, BinaryLayout layout, bool quantize)
    {
        using var arpa = ArpaReader.Open(input);
        if (IsArpa(output)) Copy(arpa, output);
        else if (layout == BinaryLayout.Probing) WriteProbing(arpa, output);
        else TrieBuilder.Write(arpa, output, quantize ? new TrieQuantization(QuantizedBits, QuantizedBits) : TrieQuantization.Off);
    }

    private static void Copy(ArpaReader arpa, string output)
    {
        using var writer = new ArpaWriter(output, arpa.Counts);
        for (var n = 1; n <= arpa.Counts.Length; n++)
        {
            arpa.Begin(n);
            writer.BeginOrder(n);
            while (arpa.Next(out var entry)) writer.Write(entry.Log10, entry.Words, n < arpa.Counts.Length ? entry.Backoff : null);
        }

        arpa.End();
        writer.Complete();
    }

    private static void WriteProbing(ArpaReader arpa, string output)
    {
        var built = ProbingBuilder.Read(arpa);
        using var memory = built.Memory;
        BinaryWriting.Write(output, memory, built.Words);
    }
}
