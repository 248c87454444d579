using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Transcription;

/// <summary>The likeliest token of each frame, repetitions merged, blanks removed: no search, no language model.</summary>
public sealed class GreedyRecognizer
{
    private readonly CtcTokenizer _tokenizer;
    private readonly CtcVocabulary _vocabulary;

    /// <param name="vocabulary">The model's tokens.</param>
    public GreedyRecognizer(CtcVocabulary vocabulary) => (_vocabulary, _tokenizer) = (vocabulary, CtcTokenizer.Create(vocabulary));

    /// <returns>The one text; a word's confidence is the mean probability of its tokens' best frames.</returns>
    public IReadOnlyList<Hypothesis> Decode(Emissions emissions)
    {
        var score = 0.0;
        var words = new List<DecodedWord>();
        var tokens = new List<SpokenToken>();
        foreach (var token in Tokens(emissions))
        {
            score += token.LogProb;
            if (token.Id == _vocabulary.WordBoundaryId) Close(words, tokens);
            else if (token.Id != _vocabulary.BlankId) tokens.Add(token);
        }
        Close(words, tokens);
        return [new Hypothesis(string.Join(' ', words.Select(word => word.Word)), score, score, 0, words)];
    }

    private void Close(List<DecodedWord> words, List<SpokenToken> tokens)
    {
        if (tokens.Count == 0) return;
        var text = _tokenizer.DecodeLabels([.. tokens.Select(token => token.Id)]);
        if (text.Length > 0) words.Add(new DecodedWord(text, tokens[0].Start, tokens[^1].End, Math.Min(1, tokens.Average(token => Math.Exp(token.BestLogProb)))));
        tokens.Clear();
    }

    /// <summary>Runs of one token, blanks included.</summary>
    private static IEnumerable<SpokenToken> Tokens(Emissions emissions)
    {
        SpokenToken? run = null;
        for (var frame = 0; frame < emissions.FrameCount; frame++)
        {
            var (id, logProb) = Best(emissions.Frame(frame));
            if (run is { } same && same.Id == id)
            {
                run = same with { End = frame + 1, LogProb = same.LogProb + logProb, BestLogProb = Math.Max(same.BestLogProb, logProb) };
                continue;
            }
            if (run is { } finished) yield return finished;
            run = new SpokenToken(id, frame, frame + 1, logProb, logProb);
        }
        if (run is { } last) yield return last;
    }

    private static (int Id, double LogProb) Best(ReadOnlySpan<float> row)
    {
        var best = 0;
        for (var token = 1; token < row.Length; token++)
            if (row[token] > row[best]) best = token;
        return (best, row[best]);
    }

    private readonly record struct SpokenToken(int Id, int Start, int End, double LogProb, double BestLogProb);
}
