namespace HubertAsr.Decoding;

/// <summary>The contexts that prefixes stand in, each once, by number; 0 is the beginning of the sentence. Keeps its memory.</summary>
internal sealed class ContextTable
{
    private const int None = -1;
    private NGramContext[] _contexts = new NGramContext[1024];
    private NGramContext[] _kept = [];
    private int[] _moved = [];
    private int[] _firstOfBucket = new int[2048];
    private int[] _nextInBucket = new int[1024];
    private int _keptCount;

    public int Count { get; private set; }

    public ref readonly NGramContext this[int number] => ref _contexts[number];

    /// <summary>Forgets all but the beginning of a sentence.</summary>
    public void Start(in NGramContext beginning)
    {
        Count = 0;
        Array.Fill(_firstOfBucket, None);
        Add(beginning);
    }

    /// <returns>The context's number.</returns>
    public int Add(in NGramContext context)
    {
        for (var known = _firstOfBucket[Bucket(context)]; known != None; known = _nextInBucket[known])
            if (_contexts[known].SameAs(context)) return known;
        if (Count == _contexts.Length)
        {
            Array.Resize(ref _contexts, Count * 2);
            Rehash();
        }

        _contexts[Count] = context;
        Enter(Count);
        return Count++;
    }

    /// <summary>Begins to forget: only what <see cref="Keep"/> is asked for stays.</summary>
    public void BeginForgetting()
    {
        if (_kept.Length < _contexts.Length) (_kept, _moved) = (new NGramContext[_contexts.Length], new int[_contexts.Length]);
        Array.Fill(_moved, None, 0, Count);
        _keptCount = 0;
        Keep(0);
    }

    /// <returns>The number that the context has from now on.</returns>
    public int Keep(int number)
    {
        if (_moved[number] != None) return _moved[number];
        _kept[_keptCount] = _contexts[number];
        return _moved[number] = _keptCount++;
    }

    public void EndForgetting()
    {
        (_contexts, _kept) = (_kept, _contexts);
        Count = _keptCount;
        Rehash();
    }

    private void Enter(int number)
    {
        ref var first = ref _firstOfBucket[Bucket(_contexts[number])];
        (_nextInBucket[number], first) = (first, number);
    }

    private void Rehash()
    {
        if (_nextInBucket.Length < _contexts.Length) (_firstOfBucket, _nextInBucket) = (new int[_contexts.Length * 2], new int[_contexts.Length]);
        Array.Fill(_firstOfBucket, None);
        for (var number = 0; number < Count; number++) Enter(number);
    }

    private int Bucket(in NGramContext context)
    {
        var hash = (ulong)context.Length;
        for (var i = 0; i < context.Length; i++) hash = (hash + context.History[i] + 1) * 0x9E3779B97F4A7C15UL;
        return (int)((hash >> 32) & (ulong)(_firstOfBucket.Length - 1));
    }
}
