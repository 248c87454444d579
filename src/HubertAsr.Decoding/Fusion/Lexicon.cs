using System.Text;
using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>The words the search knows, spelled in the characters of the vocabulary's tokens, with their language model ids.</summary>
internal sealed class Lexicon
{
    private readonly CharacterTrie _trie = new();
    private readonly CtcUnit _unit;
    private float[]? _bestLog10;

    private Lexicon(CtcUnit unit, bool isClosed)
    {
        _unit = unit;
        IsClosed = isClosed;
    }

    /// <summary>Whether no other word may be written.</summary>
    public bool IsClosed { get; }

    public int WordCount { get; private set; }

    /// <summary>Every word of a language model; others may be written too.</summary>
    /// <exception cref="InvalidDataException">A binary without its words.</exception>
    public static Lexicon OfModel(NGramModel model, CtcUnit unit)
    {
        if (model.Words.Count == 0)
            throw new InvalidDataException($"a KenLM binary ({model.Kind}) without its words; they tell which words are known. Build it again with vocabulary, or give a lexicon.");
        var lexicon = new Lexicon(unit, isClosed: false);
        for (var id = 1; id < model.Words.Count; id++)
            if (model.Words[id] is not ("<s>" or "</s>" or "<unk>")) lexicon.Add(model.Words[id], id);
        return lexicon;
    }

    /// <summary>Only these words.</summary>
    public static Lexicon OfWords(IEnumerable<string> words, NGramModel? model, CtcUnit unit)
    {
        var lexicon = new Lexicon(unit, isClosed: true);
        foreach (var word in words) lexicon.Add(word, (int)(model?.Index(word.Normalize(NormalizationForm.FormC)) ?? NGramModel.Unknown));
        return lexicon;
    }

    public int Step(int node, string characters) => _trie.Step(node, characters);

    /// <summary>The language model id of the word that ends at a node; −1 if none does.</summary>
    public int WordId(int node) => _trie.Value(node);

    /// <summary>log10 unigram probability of the likeliest word below a node: what the open word may still become.</summary>
    public float BestLog10(int node) => _bestLog10![node];

    /// <summary>Prices every node by the likeliest word that it may become.</summary>
    public void SmearUnigrams(NGramModel model)
    {
        // Searches on other threads share this lexicon; the first prices it for all.
        lock (_trie) _bestLog10 ??= Smeared(model);
    }

    private float[] Smeared(NGramModel model)
    {
        var best = new float[_trie.NodeCount];
        Array.Fill(best, float.NegativeInfinity);
        for (var node = _trie.NodeCount - 1; node > 0; node--)
        {
            var id = _trie.Value(node);
            if (id >= 0) best[node] = Math.Max(best[node], model.Score(default, (uint)id, out _).Log10);
            // A parent's number is always lower, so it is done after all its children.
            var parent = _trie.Parent(node);
            best[parent] = Math.Max(best[parent], best[node]);
        }

        return best;
    }

    /// <summary>A word as the tokens write it: jamo for a jamo vocabulary, else NFC.</summary>
    public static string Spell(string word, CtcUnit unit) => unit == CtcUnit.Jamo ? Hangul.ToJamo(word) : word.Normalize(NormalizationForm.FormC);

    private void Add(string word, int id)
    {
        if (_trie.Value(_trie.Add(Spell(word, _unit), id)) == id) WordCount++;
    }
}
