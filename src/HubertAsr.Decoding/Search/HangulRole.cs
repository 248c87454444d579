namespace HubertAsr.Decoding;

/// <summary>The place of a conjoining jamo in its syllable: 초성, 중성, 종성; anything else stands alone.</summary>
internal enum HangulRole
{
    Other,
    Onset,
    Nucleus,
    Coda,
}

/// <summary>Which jamo may follow which, so that every syllable composes: onset, nucleus, at most one coda.</summary>
internal static class HangulRoles
{
    public static HangulRole Of(string characters) => characters.Length != 1 ? HangulRole.Other : characters[0] switch
    {
        >= '\u1100' and <= '\u1112' => HangulRole.Onset,
        >= '\u1161' and <= '\u1175' => HangulRole.Nucleus,
        >= '\u11A8' and <= '\u11C2' => HangulRole.Coda,
        _ => HangulRole.Other,
    };

    public static bool CanFollow(HangulRole last, HangulRole next) => next switch
    {
        HangulRole.Nucleus => last == HangulRole.Onset,
        HangulRole.Coda => last == HangulRole.Nucleus,
        _ => last != HangulRole.Onset,
    };
}
