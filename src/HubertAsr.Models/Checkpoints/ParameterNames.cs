using System.Text.RegularExpressions;

namespace HubertAsr.Models;

/// <summary>The names that other programs give the parameters of this model, and its own: those of Hugging Face's HubertForCTC with weight
/// norm's g and v as <c>weight_g</c> and <c>weight_v</c>.</summary>
internal static partial class ParameterNames
{
    /// <summary>What the encoder's names begin with inside a model that has a head.</summary>
    public const string Prefix = "hubert.";
    private const string Head = "lm_head.";

    /// <summary>Our name of a stored tensor.</summary>
    public static string FromStored(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) && !name.StartsWith(Head, StringComparison.Ordinal)) name = Prefix + name;
        return name.Replace(".parametrizations.weight.original0", ".weight_g", StringComparison.Ordinal)
            .Replace(".parametrizations.weight.original1", ".weight_v", StringComparison.Ordinal);
    }

    /// <summary>The name in the file of an encoder alone, which has no prefix.</summary>
    public static string WithoutPrefix(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;

    public static bool IsHead(string name) => name.StartsWith(Head, StringComparison.Ordinal);

    /// <summary>Names shortened for people: the numbers of layers become ranges.</summary>
    public static string Summary(IEnumerable<string> names)
    {
        var groups = names.GroupBy(name => Layer().Replace(name, "layers.*.")).ToList();
        var shown = groups.Take(4).Select(group => group.Count() == 1 ? group.First() : $"{group.Key} ×{group.Count()}");
        return string.Join(", ", shown) + (groups.Count > 4 ? ", …" : "");
    }

    [GeneratedRegex(@"layers\.\d+\.")]
    private static partial Regex Layer();
}
