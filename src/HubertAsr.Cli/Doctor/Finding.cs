namespace HubertAsr.Cli.Doctor;

/// <summary>How a check ended. A note is worth knowing and stops nothing.</summary>
internal enum FindingStatus
{
    Ok,
    Note,
    Fail,
}

/// <summary>One check of <c>doctor</c>.</summary>
/// <param name="Check">What was looked at, in one or two words.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Found">What is there.</param>
/// <param name="Fix">What to do about it; null when there is nothing to do.</param>
internal sealed record Finding(string Check, FindingStatus Status, string Found, string? Fix = null)
{
    public static Finding Ok(string check, string found) => new(check, FindingStatus.Ok, found);
}
