namespace HubertAsr.Corpora.Families;

/// <summary>The last thing that neighbouring labels had in common: it is read once, and forgotten when the next one comes. One thread's own.</summary>
internal sealed class LabelMemory
{
    private string _key = "";
    private object? _value;

    /// <summary>What was remembered under the key, or what <paramref name="read"/> gives, remembered from now on.</summary>
    public T Get<T>(string key, Func<T> read)
        where T : class
    {
        if (_value is not T || _key != key) (_key, _value) = (key, read());
        return (T)_value;
    }
}
