namespace HubertAsr.Decoding;

/// <summary>How much of each of two models a mixture takes.</summary>
/// <param name="First">Weight of the first model, in (0, 1); the second has the rest.</param>
/// <param name="Perplexity">Of the mixture on the dev text, over tokens that either model knows.</param>
public sealed record MixtureWeight(double First, double Perplexity)
{
    private const int MaxRounds = 100;
    private const double Converged = 1e-6;

    /// <summary>The weight under which a dev text is likeliest, by expectation maximisation.</summary>
    /// <exception cref="InvalidDataException">No token of the text is known to either model.</exception>
    public static MixtureWeight Fit(NGramModel first, NGramModel second, IEnumerable<string> devLines)
    {
        var tokens = devLines.SelectMany(line => Tokens(first, second, line)).Where(token => token.First + token.Second > 0).ToList();
        if (tokens.Count == 0) throw new InvalidDataException("dev text: no token that either model knows; text like what will be recognised expected.");
        var weight = 0.5;
        for (var round = 0; round < MaxRounds; round++)
        {
            var share = tokens.Average(token => weight * token.First / ((weight * token.First) + ((1 - weight) * token.Second)));
            var hasConverged = Math.Abs(share - weight) < Converged;
            // A weight of 0 or 1 would leave n-grams without any probability.
            weight = Math.Clamp(share, 1e-4, 1 - 1e-4);
            if (hasConverged) break;
        }

        var log = tokens.Average(token => Math.Log((weight * token.First) + ((1 - weight) * token.Second)));
        return new MixtureWeight(weight, Math.Exp(-log));
    }

    private static IEnumerable<(double First, double Second)> Tokens(NGramModel first, NGramModel second, string line) =>
        Probabilities(first, line).Zip(Probabilities(second, line));

    private static IEnumerable<double> Probabilities(NGramModel model, string line) =>
        SentenceScore.Of(model, line).Words.Select(word => word.IsUnknown ? 0 : Math.Pow(10, word.Log10));
}
