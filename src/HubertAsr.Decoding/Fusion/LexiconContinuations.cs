namespace HubertAsr.Decoding;

/// <summary>For each node of a closed lexicon the tokens by which a word may go on: deep in the trie they are few, however large the vocabulary.</summary>
internal sealed class LexiconContinuations
{
    private readonly int[] _starts;
    private readonly int[] _tokens;

    public LexiconContinuations(CharacterTrie trie, TokenTable table)
    {
        var byFirst = Enumerable.Range(0, table.Count).Where(token => table.Characters[token].Length > 0).ToLookup(token => table.Characters[token][0]);
        var found = new List<(int Node, int Token)>();
        for (var child = 1; child < trie.NodeCount; child++)
        {
            var parent = trie.Parent(child);
            foreach (var token in byFirst[trie.Last(child)])
                if (trie.Step(child, table.Characters[token].AsSpan(1)) != CharacterTrie.Dead) found.Add((parent, token));
        }

        _starts = new int[trie.NodeCount + 1];
        foreach (var (node, _) in found) _starts[node + 1]++;
        for (var node = 0; node < trie.NodeCount; node++) _starts[node + 1] += _starts[node];
        var next = _starts.ToArray();
        _tokens = new int[found.Count];
        foreach (var (node, token) in found) _tokens[next[node]++] = token;
    }

    public ReadOnlySpan<int> After(int node) => node < 0 ? [] : _tokens.AsSpan(_starts[node].._starts[node + 1]);
}
