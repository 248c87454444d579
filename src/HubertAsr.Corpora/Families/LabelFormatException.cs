namespace HubertAsr.Corpora.Families;

/// <summary>A label file that says nothing we can use; it becomes a row of `dropped.csv` and the rest goes on.</summary>
internal sealed class LabelFormatException(string reason, string detail) : Exception(detail)
{
    /// <summary>One of <see cref="Preparation.DropReasons"/>.</summary>
    public string Reason { get; } = reason;
}
