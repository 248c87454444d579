using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>What the search must know of each token: which is the blank, which ends a word, which characters it writes.</summary>
internal sealed class TokenTable
{
    private const char SentencePieceSpace = PieceTokenizer.Space;
    private readonly bool[] _endsWord;
    private readonly HangulRole[] _roles;
    private readonly bool _automaton;

    /// <summary>The table of a model's vocabulary.</summary>
    /// <exception cref="ArgumentException">A space cost, and no token between words.</exception>
    public static TokenTable Of(CtcVocabulary vocabulary, bool hangulAutomaton, double? spaceCost = null)
    {
        var tokens = vocabulary.Tokens.ToArray();
        tokens[vocabulary.UnknownId] = CtcTokenizer.UnknownMark;
        var isPieces = vocabulary.Unit == CtcUnit.SentencePiece;
        if (isPieces && vocabulary.WordBoundaryId >= 0) tokens[vocabulary.WordBoundaryId] = SentencePieceSpace.ToString();
        var boundary = isPieces ? -1 : vocabulary.WordBoundaryId;
        if (spaceCost is not null && boundary < 0) throw new ArgumentException("space cost: pieces write their own blanks; a vocabulary with a token between words was expected. Leave it out.");
        return new TokenTable(tokens, vocabulary.BlankId, boundary, hangulAutomaton) { SpaceCost = spaceCost, HasTwins = isPieces, WritesOnce = IsOneToOne(vocabulary), Letters = vocabulary.Unit == CtcUnit.CompatibilityJamo ? WordSpelling.Of(vocabulary) : null };
    }

    /// <param name="tokens">Tokens by id.</param>
    /// <param name="blankId">The CTC blank.</param>
    /// <param name="boundaryId">The token between words; −1 = none (SentencePiece writes it into its pieces).</param>
    /// <param name="hangulAutomaton">Whether jamo that compose to no syllable are cut.</param>
    public TokenTable(IReadOnlyList<string> tokens, int blankId, int boundaryId, bool hangulAutomaton = false)
    {
        if (blankId < 0 || blankId >= tokens.Count)
            throw new InvalidDataException($"vocabulary of {tokens.Count} tokens: no blank; a CTC vocabulary needs one, usually [PAD]. Give the vocab.json of the model.");
        Count = tokens.Count;
        BlankId = blankId;
        BoundaryId = boundaryId;
        string[] characters = [.. tokens.Select((token, id) => CharactersOf(token, id))];
        Characters = [.. characters, .. characters];
        _endsWord = [.. tokens.Select((token, id) => id == boundaryId || (boundaryId < 0 && token.StartsWith(SentencePieceSpace))), .. tokens.Select(_ => true)];
        _roles = [.. Characters.Select(HangulRoles.Of)];
        _automaton = hangulAutomaton;
    }

    public int Count { get; }

    /// <summary>What it costs to add or to drop a blank between words, natural log; null = blanks as they were heard.</summary>
    public double? SpaceCost { get; init; }

    /// <summary>How syllables are spelled by letters of the keyboard, which do not tell their place; null where tokens do.</summary>
    public WordSpelling? Letters { get; private init; }

    public int BlankId { get; }

    /// <summary>The token between words, or −1.</summary>
    public int BoundaryId { get; }

    /// <summary>The label of a token that begins a word: the boundary before it may never have been heard. Only where blanks have a cost.</summary>
    public int BeginningWord(int token) => Count + token;

    /// <summary>The token that is heard of a label.</summary>
    public int TokenOf(int label) => label < Count ? label : label - Count;

    /// <summary>Labels as tokens, boundaries among them.</summary>
    public int[] TokensOf(int[] labels) => SpaceCost is null ? labels : [.. labels.SelectMany(label => label < Count ? [label] : new[] { BoundaryId, TokenOf(label) })];

    /// <summary>The characters a label writes into the open word; none for blank and boundary.</summary>
    public IReadOnlyList<string> Characters { get; }

    /// <summary>The text of characters as tokens write them.</summary>
    public string Compose(string characters) => Letters is null ? Hangul.Compose(characters) : CompatibilityJamo.Compose(characters);

    /// <summary>Whether several strings of labels may write one text before it is composed, as pieces of several characters do.</summary>
    public bool HasTwins { get; private init; }

    /// <summary>Whether no two strings of labels compose to one text.</summary>
    public bool WritesOnce { get; private init; }

    /// <summary>The text that a label after another text makes, as a <see cref="TextKey"/>.</summary>
    public ulong Extend(ulong text, int label) => TextKey.Extend(text, _endsWord[label], Characters[label]);

    /// <summary>Whether the open word is complete before this token writes its characters.</summary>
    public bool EndsWord(int token) => _endsWord[token];

    /// <summary>Whether a text may go on from one label to the next; the label before the first is <see cref="BoundaryId"/>.</summary>
    public bool CanFollow(int last, int token) => !_automaton
        || (token < Count ? HangulRoles.CanFollow(RoleOf(last), _roles[token]) : CanEnd(last) && HangulRoles.CanFollow(HangulRole.Other, _roles[token]));

    /// <summary>Whether a text may end in this label.</summary>
    public bool CanEnd(int last) => !_automaton || RoleOf(last) != HangulRole.Onset;

    /// <summary>Whether a text may consist of these labels.</summary>
    public bool CanBe(IReadOnlyList<int> labels)
    {
        var last = -1;
        foreach (var label in labels)
        {
            if (!CanFollow(last, label)) return false;
            last = label;
        }

        return CanEnd(last);
    }

    /// <summary>The place of a label's jamo in its syllable; −1 is the label before the first.</summary>
    public HangulRole RoleOf(int label) => label < 0 ? HangulRole.Other : _roles[label];

    /// <summary>The labels before the word that may still go on.</summary>
    public int[] WholeWords(int[] labels) => labels[..Math.Max(0, Array.FindLastIndex(labels, EndsWord))];

    /// <summary>A text without its last syllable, if further labels could change that.</summary>
    /// <param name="labels">The labels of the text.</param>
    /// <param name="text">What they compose to.</param>
    public string Settled(int[] labels, string text) => labels.Length == 0 || EndsWord(labels[^1]) || !MayGrow(labels[^1]) ? text : text[..^1].TrimEnd();

    private bool MayGrow(int label) => RoleOf(label) is HangulRole.Onset or HangulRole.Nucleus
        || (Letters is not null && Characters[label] is [var letter] && CompatibilityJamo.Is(letter))
        || (!WritesOnce && !HasTwins && Characters[label] is [.., var last] && Hangul.IsSyllable(last));

    private static bool IsOneToOne(CtcVocabulary vocabulary) => vocabulary.Unit switch
    {
        CtcUnit.Jamo => !vocabulary.Tokens.Any(token => token.Any(Hangul.IsSyllable)),
        CtcUnit.Syllable => !vocabulary.Tokens.Any(token => token.Any(Hangul.IsConjoiningJamo)),
        _ => false,
    };

    private string CharactersOf(string token, int id) => id == BlankId || id == BoundaryId ? "" : token.TrimStart(SentencePieceSpace);
}
