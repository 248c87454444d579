using System.Runtime.InteropServices;

namespace HubertAsr.Decoding;

/// <summary>The contexts that prefixes stand in, each once, by number; 0 is the beginning of the sentence. Keeps its memory.</summary>
internal sealed class ContextTable
{
    private const int None = -1;
    private readonly Dictionary<NGramContext, int> _numbers = new(new SameContinuations());
    private NGramContext[] _contexts = new NGramContext[1024];
    private NGramContext[] _kept = [];
    private int[] _moved = [];
    private int _keptCount;

    public int Count { get; private set; }

    public ref readonly NGramContext this[int number] => ref _contexts[number];

    /// <summary>Forgets all but the beginning of a sentence.</summary>
    public void Start(in NGramContext beginning)
    {
        Count = 0;
        _numbers.Clear();
        Add(beginning);
    }

    /// <returns>The context's number.</returns>
    public int Add(in NGramContext context)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, context, out var isKnown);
        if (isKnown) return number;
        number = Count;
        if (Count == _contexts.Length) Array.Resize(ref _contexts, Count * 2);
        _contexts[Count] = context;
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
        _numbers.Clear();
        for (var number = 0; number < Count; number++) _numbers.Add(_contexts[number], number);
    }

    private sealed class SameContinuations : IEqualityComparer<NGramContext>
    {
        public bool Equals(NGramContext one, NGramContext other) => one.SameAs(other);

        public int GetHashCode(NGramContext context)
        {
            var hash = context.Length;
            for (var i = 0; i < context.Length; i++) hash = HashCode.Combine(hash, context.History[i]);
            return hash;
        }
    }
}
