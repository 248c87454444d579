using System.Text.RegularExpressions;
using HubertAsr.Text.Transcripts;

namespace HubertAsr.Text;

/// <summary>A transcript of a Korean corpus as the text that is trained on and scored: one rule after another, each of them named.</summary>
/// <remarks>Rules after ETRI's transcription rules ([Bang20]) and those of the AI-Hub corpora; the order matters, see each rule.</remarks>
public sealed partial class TranscriptNormalizer(NormalizationOptions options)
{
    private readonly DualTranscription _dual = new(options);

    private bool IsTrain => options.Purpose == "train";

    // No markup to be understood and nothing to be refused: the text is somebody else's.
    private bool IsVerbatim => options is { Profile: "plain", Residue: "keep", Marks: "" };

    private bool IsSpelling => options.Mode == "spelling";

    /// <param name="raw">The transcript as delivered.</param>
    /// <param name="id">The utterance's id, if known.</param>
    public NormalizedTranscript Normalize(string raw, string? id = null)
    {
        var draft = new TranscriptDraft(raw, id);
        foreach (var rule in Rules())
        {
            rule(draft);
            if (draft.Reason is not null) break;
        }

        return draft.Finish();
    }

    private IEnumerable<Action<TranscriptDraft>> Rules()
    {
        yield return Unify;
        if (options.Profile != "plain")
            foreach (var rule in MarkupRules()) yield return rule;

        if (options.ReadNumbers == "on") yield return draft => draft.Become("numbers", NumberReader.Read(draft.Text));
        yield return DeleteMarks;
        yield return ReadPercent;
        yield return Punctuate;
        yield return Settle;
        if (options.Residue == "check") yield return CheckResidue;
    }

    private IEnumerable<Action<TranscriptDraft>> MarkupRules()
    {
        var isNoiseFirst = options.Noise != "tags";
        yield return RejectWhole;
        if (options.Profile == "freetalk") yield return ResolveTags;
        if (isNoiseFirst && options.Profile == "etri") yield return DeleteNoise;
        if (options.Repeats == "strict") yield return RejectInnerPlus;
        yield return _dual.Resolve;
        if (!isNoiseFirst && options.Profile == "etri") yield return DeleteNoise;
        yield return ChooseMarkedWords;
    }

    private void Unify(TranscriptDraft draft)
    {
        var text = draft.Text.Composed();
        if (!IsVerbatim) text = Invisible().Replace(text, "").Replace('（', '(').Replace('）', ')').Replace('／', '/');
        draft.Become("unicode", Blank().Replace(text, " "));
    }

    private void RejectWhole(TranscriptDraft draft)
    {
        if (options.Dual == "scan" && Unclear().IsMatch(draft.Text)) draft.Reject("unclear");
        if (options.Profile is not ("broadcast" or "dialect")) return;

        var intents = draft.Text.IndexOf('|', StringComparison.Ordinal);
        if (intents >= 0) draft.Become("intents", draft.Text[..intents]);
        if (Anonymised().IsMatch(draft.Text) || (options.Profile == "dialect" && DialectName().IsMatch(draft.Text))) draft.Reject("anonymised");
        draft.Become("events", Events().Replace(draft.Text, " "));
        if (options.Profile == "dialect") draft.Become("events", DialectEvents().Replace(draft.Text, " "));
    }

    private void ResolveTags(TranscriptDraft draft) => draft.Become("tags", Tag().Replace(draft.Text, match =>
    {
        var (tag, content) = (match.Groups[1].Value, match.Groups[2].Value);
        if (tag is not ("NO" or "SN" or "FP" or "SP")) draft.Flag("unknown-tag");
        if (tag == "FP" && options.Fillers == "drop") return "";
        if (content.Trim().Length > 0 && options.Tagged == "reject") draft.Reject("tagged");
        return options.Tagged == "drop" ? "" : content;
    }));

    private void DeleteNoise(TranscriptDraft draft)
    {
        if (options.Unintelligible == "unknown") draft.Become("unintelligible", Unintelligible().Replace(draft.Text, CtcTokenizer.UnknownMark));
        else if (options.Unintelligible == "reject" && Unintelligible().IsMatch(draft.Text))
        {
            draft.Flag("unk");
            if (IsTrain) draft.Reject("unk");
        }

        draft.Become("noise", options.Noise switch
        {
            // A blank in its place: 하하l/그니까 is two words.
            "tags" => DualTranscription.NoiseTag().Replace(draft.Text, " "),
            "anywhere" => NoiseAnywhere().Replace(draft.Text, ""),
            _ => AnySmallLetter().Replace(draft.Text, ""),
        });
    }

    private static void RejectInnerPlus(TranscriptDraft draft)
    {
        if (InnerPlus().IsMatch(LoosePlus().Replace(draft.Text, "+ "))) draft.Reject("charset");
    }

    private void ChooseMarkedWords(TranscriptDraft draft)
    {
        draft.Become("blank before +", LoosePlus().Replace(draft.Text, "+ "));
        if (options.Starred == "reject" && draft.Text.Contains('*', StringComparison.Ordinal))
        {
            draft.Flag("starred");
            draft.Reject("unclear");
        }

        var words = draft.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word =>
            !(options.Repeats == "drop" && word.Contains('+', StringComparison.Ordinal))
            && !(options.Fillers == "drop" && Filler().IsMatch(word))
            && !(options.Starred == "drop" && word.Contains('*', StringComparison.Ordinal)));
        draft.Become("marked words", string.Join(' ', words));
    }

    private void DeleteMarks(TranscriptDraft draft) => draft.Become(
        "marks", string.Concat(draft.Text.Where(letter => !options.Marks.Contains(letter, StringComparison.Ordinal))).Replace("#", options.Hash, StringComparison.Ordinal));

    private void ReadPercent(TranscriptDraft draft)
    {
        if (IsSpelling) return;
        var reading = draft.Id is { } id && ReadAsPro().IsMatch(id) ? "프로" : "퍼센트";
        draft.Become("percent", draft.Text.Replace("%", reading, StringComparison.Ordinal));
    }

    private void Punctuate(TranscriptDraft draft) => draft.Become("punctuation", options.Punctuation switch
    {
        // A blank in its place: 했어?그래 is two words.
        "drop" => Punctuation().Replace(draft.Text, " "),
        "delete" => Punctuation().Replace(draft.Text, ""),
        "comma" => draft.Text.Replace(",", "", StringComparison.Ordinal),
        _ => draft.Text,
    });

    private void Settle(TranscriptDraft draft)
    {
        var text = options.Case switch
        {
            "upper" => draft.Text.ToUpperInvariant(),
            "lower" => draft.Text.ToLowerInvariant(),
            _ => draft.Text,
        };
        draft.Become("case and blanks", string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        if (draft.Text.Length == 0) draft.Reject("empty");
    }

    private void CheckResidue(TranscriptDraft draft)
    {
        if (!IsSpelling)
        {
            if (Latin().IsMatch(draft.Text)) Residue(draft, "latin");
            if (Digit().IsMatch(draft.Text)) Residue(draft, "digit");
        }

        if (!Foreign().IsMatch(draft.Text)) return;
        Residue(draft, "charset");
        draft.Residue = string.Concat(Foreign().Matches(draft.Text));
        draft.Become("charset", string.Join(' ', Foreign().Replace(draft.Text, "").Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        if (draft.Text.Length == 0) draft.Reject("empty");
    }

    private void Residue(TranscriptDraft draft, string kind)
    {
        draft.Flag(kind);
        if (IsTrain) draft.Reject(kind);
    }

    [GeneratedRegex(@"[\uFEFF\u200B-\u200D]")]
    private static partial Regex Invisible();

    [GeneratedRegex(@"\(\(|\)\)")]
    private static partial Regex Unclear();

    [GeneratedRegex("[bnlou]/")]
    private static partial Regex NoiseAnywhere();

    [GeneratedRegex("[a-z]/")]
    private static partial Regex AnySmallLetter();

    [GeneratedRegex(@"\+(?![\s.?!,]|$)")]
    private static partial Regex InnerPlus();

    [GeneratedRegex(@"\s")]
    private static partial Regex Blank();

    // The kinds are an open list in the corpora; a number behind the word gives away those that are not named here.
    [GeneratedRegex(@"@(?:이름|상호명|전화번호|카드번호|주민번호|주소|정당)\d*|(?<!\()@[가-힣]+\d+|&[^&]+&")]
    private static partial Regex Anonymised();

    [GeneratedRegex("#[^#]+#")]
    private static partial Regex DialectName();

    [GeneratedRegex("@(?:웃음|목청|박수|노래)")]
    private static partial Regex Events();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex DialectEvents();

    [GeneratedRegex(@"\(([A-Z]{2}):([^()]*)\)")]
    private static partial Regex Tag();

    [GeneratedRegex("(?<![A-Za-z0-9])u/")]
    private static partial Regex Unintelligible();

    [GeneratedRegex(@" +\+")]
    private static partial Regex LoosePlus();

    [GeneratedRegex("[가-힣]/$")]
    private static partial Regex Filler();

    [GeneratedRegex("[.?!,]")]
    private static partial Regex Punctuation();

    // The three files of KsponSpeech whose % is spoken 프로.
    [GeneratedRegex("(?:501006|502173|542363)$")]
    private static partial Regex ReadAsPro();

    [GeneratedRegex("[A-Za-z]")]
    private static partial Regex Latin();

    [GeneratedRegex("[0-9]")]
    private static partial Regex Digit();

    [GeneratedRegex("[^가-힣 0-9A-Za-z%.?!,]")]
    private static partial Regex Foreign();
}
