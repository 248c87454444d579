namespace HubertAsr.Decoding;

/// <summary>How much of each of two models a mixture takes.</summary>
/// <param name="First">Weight of the first model, in (0, 1); the second has the rest.</param>
/// <param name="Perplexity">Of the mixture on the dev text, over tokens that either model knows.</param>
public sealed record MixtureWeight(double First, double Perplexity)
{
    private const int Halvings = 60;

    // A weight of 0 or 1 would leave n-grams without any probability.
    private const double Least = 1e-4;

    /// <summary>The weight under which a dev text is likeliest.</summary>
    /// <param name="first">Any model.</param>
    /// <param name="second">Another, of the same unit.</param>
    /// <param name="devLines">Sentences; for models of syllables or jamo they are cut unless they are so already.</param>
    /// <exception cref="InvalidDataException">No token of the text is known to either model.</exception>
    public static MixtureWeight Fit(NGramModel first, NGramModel second, IEnumerable<string> devLines)
    {
        var unit = UnitModel.UnitOf(first);
        var tokens = devLines.Select(line => NGramUnits.Spell(line, line.Contains(NGramUnits.Space) ? NGramUnit.Word : unit))
            .SelectMany(line => Tokens(first, second, line)).Where(token => token.First + token.Second > 0).ToList();
        if (tokens.Count == 0) throw new InvalidDataException("dev text: no token that either model knows; text like what will be recognised expected.");
        // The likelihood is concave in the weight: its slope falls through zero once, or has one sign throughout.
        var (low, high) = (Least, 1 - Least);
        for (var halving = 0; halving < Halvings; halving++)
        {
            var middle = (low + high) / 2;
            if (tokens.Sum(token => (token.First - token.Second) / Mixed(token, middle)) > 0) low = middle;
            else high = middle;
        }

        var weight = (low + high) / 2;
        return new MixtureWeight(weight, Math.Exp(-tokens.Average(token => Math.Log(Mixed(token, weight)))));
    }

    private static double Mixed((double First, double Second) token, double weight) => (weight * token.First) + ((1 - weight) * token.Second);

    private static IEnumerable<(double First, double Second)> Tokens(NGramModel first, NGramModel second, string line) =>
        Probabilities(first, line).Zip(Probabilities(second, line));

    private static IEnumerable<double> Probabilities(NGramModel model, string line) =>
        SentenceScore.Of(model, line).Words.Select(word => word.IsUnknown ? 0 : Math.Pow(10, word.Log10));
}
