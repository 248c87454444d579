namespace HubertAsr.Corpora.Preparation;

/// <summary>A row of `dropped.csv`.</summary>
/// <param name="Id">The utterance, or the stem of the file.</param>
/// <param name="Where">The file, as a path or <c>ARCHIVE!/ENTRY</c>, with the line where it has several.</param>
/// <param name="Reason">One of the closed list.</param>
/// <param name="Detail">What was found, and what to do where something can be done.</param>
internal sealed record DroppedRow(string Id, string Where, string Reason, string Detail);

/// <summary>An utterance that goes into the manifest unless another split or a double says otherwise.</summary>
/// <param name="Utterance">The row as it will be written.</param>
/// <param name="Content">Tells two utterances of one id apart: length and checksum of the audio.</param>
/// <param name="Where">The label it comes from.</param>
/// <param name="Sound">The shape of its sound, when it was examined.</param>
internal sealed record KeptRow(Utterance Utterance, string Content, string Where, ulong? Sound)
{
    private const int StepsASecond = 50;

    /// <summary>Equal for sounds of one shape that are equally long, to 1/50 s: they count as copies. Null when it was not examined.</summary>
    public ulong? SoundKey => Sound is { } sound ? (sound ^ (ulong)Math.Round(Utterance.DurationSeconds * StepsASecond)) * 0x9E37_79B9_7F4A_7C15 : null;
}
