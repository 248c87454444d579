using System.Text;

namespace HubertAsr.Decoding;

/// <summary>Opens language models of every kind that is read: ARPA, ARPA.gz, KenLM probing and trie binaries.</summary>
public static class LanguageModelFile
{
    /// <summary>Opens a model by what the file holds, whatever its name.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">Neither ARPA nor a KenLM binary, truncated or inconsistent.</exception>
    public static NGramModel Open(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file; a language model (ARPA, ARPA.gz or KenLM binary) expected.", path);
        if (IsBinary(path)) return OpenBinary(path);
        using var arpa = ArpaReader.Open(path);
        return Probing(ProbingBuilder.Read(arpa), "arpa");
    }

    internal static bool IsBinary(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> start = stackalloc byte[64];
        return BinaryHeader.IsBinary(start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]);
    }

    internal static unsafe NGramModel Probing(ProbingBuilder.Built built, string kind)
    {
        var vocabulary = Vocabulary(built.Layout, built.Memory, built.Words);
        var search = new ProbingSearch(built.Layout, built.Memory.Start);
        return new SearchedModel<ProbingSearch>(search, vocabulary, new ModelFacts(kind, built.Header.Counts), built.Memory);
    }

    private static unsafe NGramModel OpenBinary(string path)
    {
        var memory = ModelMemory.Map(path);
        try
        {
            var header = BinaryHeader.Read(path, memory);
            return header.Kind == BinaryKind.Probing ? OpenProbing(path, header, memory) : OpenTrie(path, header, memory);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    private static unsafe NGramModel OpenProbing(string path, BinaryHeader header, ModelMemory memory)
    {
        CheckVersion(path, header, 0);
        var layout = new ProbingLayout(header);
        CheckLength(path, memory, layout.End);
        var bound = *(uint*)(memory.Start + layout.VocabularyOffset + 4);
        if (bound < 1 || bound > header.Counts[0] + 1)
            throw new InvalidDataException($"{path}: {bound} words; 1 to {header.Counts[0] + 1} expected after the header. Is the file damaged? Fetch it again.");
        var words = header.HasWords ? ReadWords(path, memory, layout.End, bound) : [];
        var search = new ProbingSearch(layout, memory.Start);
        return new SearchedModel<ProbingSearch>(search, Vocabulary(layout, memory, words), new ModelFacts("probing", header.Counts), memory);
    }

    private static unsafe NGramModel OpenTrie(string path, BinaryHeader header, ModelMemory memory)
    {
        CheckVersion(path, header, 1);
        var layout = TrieLayout.Of(path, header, memory);
        CheckLength(path, memory, layout.End);
        var count = *(long*)(memory.Start + layout.VocabularyOffset);
        if (count < 0 || count > header.Counts[0])
            throw new InvalidDataException($"{path}: {count} hashed words; at most the {header.Counts[0]} of the header expected. Is the file damaged? Fetch it again.");
        var words = header.HasWords ? ReadWords(path, memory, layout.End, count + 1) : [];
        var vocabulary = new SortedVocabulary((ulong*)(memory.Start + layout.VocabularyOffset + 8), count, words);
        var kind = header.Kind is BinaryKind.QuantizedTrie or BinaryKind.QuantizedArrayTrie ? "trie, quantised" : "trie";
        return new SearchedModel<TrieSearch>(new TrieSearch(layout, memory.Start), vocabulary, new ModelFacts(kind, header.Counts), memory);
    }

    private static unsafe HashedVocabulary Vocabulary(ProbingLayout layout, ModelMemory memory, IReadOnlyList<string> words) =>
        new(memory.Start + layout.VocabularyOffset + HashedVocabulary.HeaderBytes, layout.VocabularyBuckets, layout.UnigramCount, words);

    private static void CheckVersion(string path, BinaryHeader header, int expected)
    {
        if (header.SearchVersion != expected)
            throw new InvalidDataException($"{path}: {header.Kind} of search version {header.SearchVersion}; version {expected} expected. Build it again from the ARPA file.");
    }

    private static void CheckLength(string path, ModelMemory memory, long expected)
    {
        if (memory.Length < expected)
            throw new InvalidDataException($"{path}: {memory.Length} bytes; its header promises at least {expected}. Was the copy cut short? Fetch the file again.");
    }

    private static unsafe List<string> ReadWords(string path, ModelMemory memory, long offset, long expected)
    {
        var words = new List<string>((int)Math.Min(expected, memory.Length - offset));
        while (offset < memory.Length && words.Count < expected)
        {
            var rest = memory.Span(offset, (int)Math.Min(memory.Length - offset, int.MaxValue));
            var length = rest.IndexOf((byte)0);
            if (length < 0) break;
            words.Add(Encoding.UTF8.GetString(rest[..length]));
            offset += length + 1;
        }

        if (words.Count != expected || words[0] != "<unk>")
            throw new InvalidDataException($"{path}: {words.Count} words at the end of the file; {expected}, beginning with <unk>, expected. Was the copy cut short? Fetch the file again.");
        return words;
    }
}
