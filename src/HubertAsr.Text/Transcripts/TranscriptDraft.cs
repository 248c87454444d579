namespace HubertAsr.Text.Transcripts;

/// <summary>A transcript between two rules: its text so far, what was noticed, and whether it is already lost.</summary>
internal sealed class TranscriptDraft(string raw, string? id)
{
    private readonly List<string> _flags = [];
    private readonly List<(string, string)> _trace = [];

    public string Text { get; private set; } = raw;

    /// <summary>The utterance's id, for the three files of KsponSpeech that read % differently.</summary>
    public string? Id => id;

    public string? Reason { get; private set; }

    /// <summary>What the last rule deletes because no model writes it.</summary>
    public string Residue { get; set; } = "";

    public void Become(string rule, string text)
    {
        if (text == Text) return;
        Text = text;
        _trace.Add((rule, text));
    }

    public void Flag(string flag)
    {
        if (!_flags.Contains(flag)) _flags.Add(flag);
    }

    public void Reject(string reason)
    {
        Reason ??= reason;
        _trace.Add(("reject", reason));
    }

    public NormalizedTranscript Finish() => new(Reason is null ? Text : "", _flags, Reason, _trace) { Residue = Residue };
}
