using System.Text;

namespace HubertAsr.Decoding;

/// <summary>The words the search knows, spelled in the characters of the vocabulary's tokens, with their language model ids.</summary>
internal sealed class Lexicon
{
    private const int None = -1;
    private readonly CharacterTrie _trie = new();
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<string, List<string>> _spellings = [];
    private readonly WordSpelling _spelling;
    private float[]? _bestLog10;
    private LexiconContinuations? _continuations;

    private Lexicon(WordSpelling spelling, bool isClosed)
    {
        _spelling = spelling;
        IsClosed = isClosed;
    }

    /// <param name="ModelId">The word in the language model.</param>
    /// <param name="Word">As it is written.</param>
    /// <param name="Alike">The next word of the same spelling, or −1.</param>
    private readonly record struct Entry(int ModelId, string Word, int Alike);

    /// <summary>Whether no other word may be written.</summary>
    public bool IsClosed { get; }

    /// <summary>Whether a word may be written otherwise than its tokens are.</summary>
    public bool Respells => _spellings.Count > 0;

    /// <summary>Every word of a language model; others may be written too.</summary>
    /// <exception cref="InvalidDataException">A binary without its words.</exception>
    public static Lexicon OfModel(NGramModel model, WordSpelling spelling)
    {
        if (model.Words.Count == 0)
            throw new InvalidDataException($"a KenLM binary ({model.Kind}) without its words; they tell which words are known. Build it again with vocabulary, or give a lexicon.");
        var lexicon = new Lexicon(spelling, isClosed: false);
        for (var id = 1; id < model.Words.Count; id++)
            if (model.Words[id] is not ("<s>" or "</s>" or "<unk>")) lexicon.Add(spelling.Spell(model.Words[id]), model.Words[id].Normalize(NormalizationForm.FormC), id);
        return lexicon;
    }

    /// <summary>Only these words.</summary>
    public static Lexicon OfWords(IReadOnlyList<LexiconEntry> words, NGramModel? model, WordSpelling spelling)
    {
        var lexicon = new Lexicon(spelling, isClosed: true);
        var respells = words.Any(entry => entry.Heard is not null && entry.Heard != spelling.Spell(entry.Word));
        foreach (var (word, heard) in words)
        {
            var written = word.Normalize(NormalizationForm.FormC);
            var spelled = heard ?? spelling.Spell(word);
            lexicon.Add(spelled, written, (int)(model?.Index(written) ?? NGramModel.Unknown));
            if (!respells) continue;
            if (!lexicon._spellings.TryGetValue(written, out var known)) lexicon._spellings[written] = known = [];
            known.Add(spelled);
        }

        return lexicon;
    }

    public int Step(int node, string characters) => _trie.Step(node, characters);

    /// <summary>The word that ends at a node, the first of those spelled alike; −1 if none does.</summary>
    public int WordAt(int node) => _trie.Value(node);

    /// <summary>The next word that is spelled as this one; −1 if there is none.</summary>
    public int NextAlike(int word) => _entries[word].Alike;

    public int ModelId(int word) => _entries[word].ModelId;

    /// <summary>How a word is written.</summary>
    public string Written(int word) => _entries[word].Word;

    /// <summary>How the tokens write a word: each way the lexicon gives, else the vocabulary's own.</summary>
    public IReadOnlyList<string> SpellingsOf(string word) => _spellings.TryGetValue(word.Normalize(NormalizationForm.FormC), out var known) ? known : [_spelling.Spell(word)];

    /// <summary>log10 unigram probability of the likeliest word below a node: what the open word may still become.</summary>
    public float BestLog10(int node) => _bestLog10![node];

    /// <summary>Prices every node by the likeliest word that it may become.</summary>
    public void SmearUnigrams(NGramModel model)
    {
        // Searches on other threads share this lexicon; the first prices it for all.
        lock (_trie) _bestLog10 ??= Smeared(model);
    }

    /// <summary>The tokens that may follow each node. Made once: all searches have the same vocabulary.</summary>
    public LexiconContinuations ContinuationsBy(TokenTable table)
    {
        lock (_trie) return _continuations ??= new LexiconContinuations(_trie, table);
    }

    private float[] Smeared(NGramModel model)
    {
        var best = new float[_trie.NodeCount];
        Array.Fill(best, float.NegativeInfinity);
        for (var node = _trie.NodeCount - 1; node > 0; node--)
        {
            for (var word = _trie.Value(node); word != None; word = _entries[word].Alike)
                best[node] = Math.Max(best[node], model.Score(default, (uint)_entries[word].ModelId, out _).Log10);
            // A parent's number is always lower, so it is done after all its children.
            var parent = _trie.Parent(node);
            best[parent] = Math.Max(best[parent], best[node]);
        }

        return best;
    }

    private void Add(string spelling, string word, int modelId)
    {
        var last = _trie.Value(_trie.Add(spelling, _entries.Count));
        if (last < _entries.Count)
        {
            for (var at = last; at != None; last = at, at = _entries[at].Alike)
                if (_entries[at].Word == word) return;
            _entries[last] = _entries[last] with { Alike = _entries.Count };
        }

        _entries.Add(new Entry(modelId, word, None));
    }
}
