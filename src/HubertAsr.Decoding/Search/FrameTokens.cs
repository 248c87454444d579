namespace HubertAsr.Decoding;

/// <summary>The tokens of one frame worth trying: those above a threshold, and the best whatever it is; best first.</summary>
internal sealed class FrameTokens(int vocabularySize, double minLogProb)
{
    private readonly int[] _tokens = new int[vocabularySize];
    private readonly double[] _negated = new double[vocabularySize];
    private readonly bool[] _isIn = new bool[vocabularySize];

    public int Count { get; private set; }

    /// <summary>Tokens by falling probability, blank among them.</summary>
    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, Count);

    public bool Contains(int token) => _isIn[token];

    public void Select(ReadOnlySpan<double> logProbs)
    {
        foreach (var token in Tokens) _isIn[token] = false;
        Count = 0;
        var best = 0;
        for (var token = 0; token < logProbs.Length; token++)
        {
            if (logProbs[token] > logProbs[best]) best = token;
            if (logProbs[token] >= minLogProb && !double.IsNegativeInfinity(logProbs[token])) Add(token, logProbs[token]);
        }

        if (Count == 0) Add(best, logProbs[best]);
        if (Count > 1) Array.Sort(_negated, _tokens, 0, Count);
    }

    private void Add(int token, double logProb)
    {
        _isIn[token] = true;
        _negated[Count] = -logProb;
        _tokens[Count++] = token;
    }
}
