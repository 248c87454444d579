using System.Text;

namespace HubertAsr.Decoding;

/// <summary>What a word costs after a context.</summary>
/// <param name="Log10">log10 p(word | context), backoffs included.</param>
/// <param name="NGramLength">Length of the longest n-gram of the model that ends in this word here.</param>
public readonly record struct NGramScore(float Log10, int NGramLength);

/// <summary>A backoff n-gram language model: ARPA text or a KenLM binary, behind one door. Safe for many readers at once.</summary>
public abstract class NGramModel : IDisposable
{
    /// <summary>The id of a word the model does not know.</summary>
    public const uint Unknown = 0;

    /// <summary>The longest n-gram.</summary>
    public abstract int Order { get; }

    /// <summary>N-grams of each order, unigrams first.</summary>
    public abstract IReadOnlyList<long> Counts { get; }

    /// <summary>What kind of file it came from: <c>arpa</c>, <c>probing</c>, <c>trie</c>, …</summary>
    public abstract string Kind { get; }

    /// <summary>The words by id, <c>&lt;unk&gt;</c> first; empty if the binary was written without them.</summary>
    public abstract IReadOnlyList<string> Words { get; }

    public uint SentenceStart => _sentenceStart ??= Index("<s>");

    public uint SentenceEnd => _sentenceEnd ??= Index("</s>");

    private uint? _sentenceStart;
    private uint? _sentenceEnd;

    /// <summary>The id of a word in UTF-8, or <see cref="Unknown"/>.</summary>
    public abstract uint Index(ReadOnlySpan<byte> utf8Word);

    /// <summary>The id of a word, or <see cref="Unknown"/>. Korean words are compared in NFC, as language models are trained.</summary>
    public uint Index(ReadOnlySpan<char> word)
    {
        var length = Encoding.UTF8.GetMaxByteCount(word.Length);
        var bytes = length <= 512 ? stackalloc byte[length] : new byte[length];
        return Index(bytes[..Encoding.UTF8.GetBytes(word, bytes)]);
    }

    /// <summary>Scores <paramref name="word"/> after <paramref name="context"/> and gives the context that follows it.</summary>
    public abstract NGramScore Score(in NGramContext context, uint word, out NGramContext following);

    /// <summary>The same, for whoever shows the number to people.</summary>
    /// <exception cref="InvalidDataException">The file is damaged here: no number.</exception>
    internal NGramScore CheckedScore(in NGramContext context, uint word, out NGramContext following)
    {
        var score = Score(context, word, out following);
        return float.IsNaN(score.Log10)
            ? throw new InvalidDataException($"the language model: no number as the probability of word {word}; a log10 of at most 0 expected. The file is damaged: build it again or fetch it anew.")
            : score;
    }

    /// <summary>The context at the start of a sentence.</summary>
    public NGramContext BeginSentence()
    {
        Score(default, SentenceStart, out var context);
        // <s> is context whatever its backoff: nothing comes before it.
        context.Length = 1;
        return context;
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
