using System.Text;
using System.Text.RegularExpressions;

namespace HubertAsr.Text.Transcripts;

/// <summary>How other tools resolve the dual transcription, so that their figures can be counted again: none of them looks at what it leaves behind.</summary>
internal static partial class OtherDualRules
{
    public static string Resolve(string text, NormalizationOptions options)
    {
        var isSpelling = options.Mode == "spelling";
        return options.Dual switch
        {
            "pairs" => Pair().Replace(text, isSpelling ? "$1" : "$2"),
            "spaced-pairs" => SpacedPair().Replace(text, isSpelling ? "$1" : "$2"),
            _ => isSpelling ? EverySecondGroupLess(text) : BetweenGroups(text),
        };
    }

    /// <summary>Spelling by toggle: every second closing parenthesis begins text again, opening ones are never seen.</summary>
    private static string EverySecondGroupLess(string text)
    {
        var kept = new StringBuilder(text.Length);
        var isKept = true;
        foreach (var letter in text)
        {
            if (letter == ')') isKept = !isKept;
            else if (letter != '(' && isKept) kept.Append(letter);
        }

        return kept.ToString();
    }

    /// <summary>Pronunciation by toggle: every second opening parenthesis begins text again, closing ones are never seen.</summary>
    private static string BetweenGroups(string text)
    {
        var kept = new StringBuilder(text.Length);
        var isKept = true;
        foreach (var letter in text)
        {
            if (letter == '(') isKept = !isKept;
            else if (letter != ')' && isKept) kept.Append(letter);
        }

        return kept.ToString();
    }

    [GeneratedRegex(@"\(([^)]*)\)/\(([^)]*)\)")]
    private static partial Regex Pair();

    [GeneratedRegex(@"\(([^)]*)\)\s*/\s*\(([^)]*)\)")]
    private static partial Regex SpacedPair();
}
