using System.Text;
using System.Text.RegularExpressions;

namespace HubertAsr.Text.Transcripts;

/// <summary>The dual transcription <c>(철자)/(발음)</c>, scanned from left to right: a group that ends a pair must not begin another.</summary>
internal sealed partial class DualTranscription(NormalizationOptions options)
{
    private static readonly HashSet<string> _keywords = ["noise", "bgm", "idiom"];

    private bool IsBroadcast => options.Profile is "broadcast" or "dialect";

    public void Resolve(TranscriptDraft draft)
    {
        if (options.Dual == "scan") Scan(draft);
        else draft.Become("dual", OtherDualRules.Resolve(draft.Text, options));
    }

    private void Scan(TranscriptDraft draft)
    {
        var text = draft.Text;
        var resolved = new StringBuilder(text.Length);
        var at = 0;
        while (at < text.Length && draft.Reason is null)
        {
            if (text[at] == ')') draft.Reject("paren");
            else if (text[at] != '(') resolved.Append(text[at++]);
            else at = ResolveGroup(draft, resolved, at);
        }

        if (draft.Reason is null) draft.Become("dual", resolved.ToString());
    }

    /// <returns>Where to go on.</returns>
    private int ResolveGroup(TranscriptDraft draft, StringBuilder resolved, int open)
    {
        if (Group(draft, open) is not var (left, end)) return open;
        var separator = Separator().Match(draft.Text, end);
        if (!separator.Success || IsEvent(resolved, left, separator.Value))
        {
            ResolveSingle(draft, resolved, left);
            return end;
        }

        if (separator.Value != "/(") draft.Flag("repaired-sep");
        if (Group(draft, separator.Index + separator.Length - 1) is not var (right, pairEnd)) return open;
        resolved.Append(Side(draft, left, right));
        return pairEnd;
    }

    private static (string Content, int End)? Group(TranscriptDraft draft, int open)
    {
        var close = draft.Text.IndexOf(')', open);
        if (close >= 0 && draft.Text.IndexOf('(', open + 1, close - open - 1) < 0) return (draft.Text[(open + 1)..close], close + 1);
        draft.Reject("paren");
        return null;
    }

    private string Side(TranscriptDraft draft, string left, string right)
    {
        if (IsBroadcast) (left, right) = (left.TrimStart('@'), right.TrimStart('@'));
        if (_keywords.Contains(left.Trim())) return _keywords.Contains(right.Trim()) ? "" : right;
        if (_keywords.Contains(right.Trim())) return left;
        if (string.IsNullOrWhiteSpace(left) || string.IsNullOrWhiteSpace(right)) draft.Reject("empty-side");

        var isLeftSpelling = !IsBroadcast;
        var (leftWritten, rightWritten) = (IsWritten(left), IsWritten(right));
        if (leftWritten != rightWritten)
        {
            if (leftWritten != isLeftSpelling) draft.Flag("swapped");
            isLeftSpelling = leftWritten;
        }

        return isLeftSpelling == (options.Mode == "spelling") ? left : right;
    }

    private void ResolveSingle(TranscriptDraft draft, StringBuilder resolved, string content)
    {
        if (IsBroadcast && content.StartsWith('@')) resolved.Append(content.AsSpan(1));
        else if (IsEvent(resolved, content, "")) resolved.Length--;
        else
        {
            draft.Flag("unpaired");
            if (options.Purpose == "train") draft.Reject("unpaired");
            else resolved.Append(content);
        }
    }

    /// <summary>Whether a group is an event such as /(noise), which may stand right before a pair: /(noise)(십 분)/(10분).</summary>
    private bool IsEvent(StringBuilder resolved, string content, string separator) =>
        IsBroadcast && !separator.Contains('/', StringComparison.Ordinal) && _keywords.Contains(content.Trim()) && resolved.Length > 0 && resolved[^1] == '/';

    // Digits, Latin letters and % are never how a thing sounds; noise tags inside a side are no Latin letters.
    private static bool IsWritten(string side) => Written().IsMatch(NoiseTag().Replace(side, " "));

    [GeneratedRegex(@"\G(?: */ *\(|\(|[?|<>.:;""'`\\!]\()")]
    private static partial Regex Separator();

    [GeneratedRegex("[0-9A-Za-z%]")]
    private static partial Regex Written();

    [GeneratedRegex("(?<![A-Za-z0-9])[bnlou]/")]
    internal static partial Regex NoiseTag();
}
