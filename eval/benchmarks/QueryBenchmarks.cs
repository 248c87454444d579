using BenchmarkDotNet.Attributes;
using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Benchmarks;

/// <summary>A thousand sentences scored by a word trigram, words looked up before.</summary>
[MemoryDiagnoser]
public class QueryBenchmarks
{
    private const int SentenceCount = 1000;

    private BuiltModel _built = null!;
    private NGramModel _model = null!;
    private uint[][] _sentences = [];

    [Params(BinaryLayout.Probing, BinaryLayout.Trie)]
    public BinaryLayout Layout { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var sentences = Speech.Of(CtcUnit.Jamo).Sentences;
        _built = new BuiltModel(sentences, Layout);
        _model = LanguageModelFile.Open(_built.Path);
        _sentences = [.. sentences.Take(SentenceCount).Select(sentence => sentence.Split(' ').Select(word => _model.Index(word)).ToArray())];
    }

    [GlobalCleanup]
    public void End()
    {
        _model.Dispose();
        _built.Dispose();
    }

    [Benchmark]
    public double Score()
    {
        var sum = 0.0;
        foreach (var sentence in _sentences)
        {
            var context = _model.BeginSentence();
            foreach (var word in sentence)
            {
                sum += _model.Score(context, word, out var following).Log10;
                context = following;
            }
        }

        return sum;
    }
}
