using System.Text;

namespace HubertAsr.Decoding;

/// <summary>Writes the n-grams of a trie binary as ARPA text.</summary>
internal sealed unsafe class TrieToArpa
{
    private readonly TrieLayout _layout;
    private readonly ModelMemory _memory;
    private readonly TrieLevel[] _levels;
    private readonly IReadOnlyList<string> _words;
    private readonly string[] _path;
    private readonly ulong[] _visited;
    private readonly string _input;

    private TrieToArpa(string input, TrieLayout layout, ModelMemory memory, IReadOnlyList<string> words)
    {
        _input = input;
        _layout = layout;
        _memory = memory;
        _levels = [.. Enumerable.Range(2, layout.Order - 1).Select(n => layout.Level(memory.Start, n))];
        _words = words;
        _path = new string[layout.Order];
        _visited = new ulong[layout.Order];
    }

    public static void Write(string input, string output)
    {
        // Opening the model checks its header, length and words.
        using var model = LanguageModelFile.Open(input);
        using var memory = ModelMemory.Map(input);
        var header = BinaryHeader.Read(input, memory);
        if (header.Kind == BinaryKind.Probing)
            throw new InvalidDataException($"{input}: a probing binary, which holds hashes and not the n-grams; an ARPA file or a trie expected. Convert the ARPA file that it was made from.");
        if (model.Words.Count == 0)
            throw new InvalidDataException($"{input}: a trie without its words; they are needed for ARPA text. Convert the ARPA file that it was made from.");
        var walk = new TrieToArpa(input, TrieLayout.Of(input, header, memory), memory, model.Words);
        using var writer = new ArpaWriter(output, [model.Words.Count, .. header.Counts[1..]]);
        for (var n = 1; n <= header.Order; n++)
        {
            writer.BeginOrder(n);
            Array.Clear(walk._visited);
            for (var word = 0; word < model.Words.Count; word++) walk.Unigram(writer, n, (uint)word);
            if (n > 1 && walk._visited[n - 1] != (ulong)header.Counts[n - 1]) throw walk.Damaged(n, walk._visited[n - 1]);
        }

        writer.Complete();
    }

    private void Unigram(ArpaWriter writer, int n, uint word)
    {
        var log10 = new TrieSearch(_layout, _memory.Start).Unigram(word, out var node, out var backoff);
        _path[0] = _words[(int)word];
        if (n == 1) writer.Write(log10, _path[0], backoff);
        else Descend(writer, n, 2, node);
    }

    private void Descend(ArpaWriter writer, int n, int depth, NGramNode node)
    {
        ref readonly var level = ref _levels[depth - 2];
        for (var index = node.Begin; index < node.End; index++)
        {
            // Suffix by suffix, the entries of an order are come to one after another.
            var word = level.Word(index);
            if (index != _visited[depth - 1]++ || word >= _words.Count) throw Damaged(depth, index);
            _path[depth - 1] = _words[(int)word];
            if (depth == n)
            {
                Write(writer, level, index, n);
                continue;
            }

            var below = default(NGramNode);
            level.ReadNext(index, ref below);
            Descend(writer, n, depth + 1, below);
        }
    }

    private InvalidDataException Damaged(int order, ulong index) =>
        new($"{_input}: {order}-gram {index} is out of its place; a trie whose n-grams follow each other expected. Is the file damaged? Fetch it again.");

    private void Write(ArpaWriter writer, in TrieLevel level, ulong index, int n)
    {
        // The trie goes from the last word back.
        var words = new StringBuilder();
        for (var i = n - 1; i >= 0; i--) words.Append(_path[i]).Append(i == 0 ? "" : " ");
        if (n == _layout.Order)
        {
            writer.Write(level.ReadLog10(index), words.ToString(), null);
            return;
        }

        level.ReadValues(index, out var log10, out var backoff);
        writer.Write(log10, words.ToString(), backoff);
    }
}
