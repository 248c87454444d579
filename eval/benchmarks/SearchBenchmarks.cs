using BenchmarkDotNet.Attributes;
using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Benchmarks;

/// <summary>The search over a thousand frames, 20 seconds of speech, on one thread.</summary>
[MemoryDiagnoser]
public class SearchBenchmarks
{
    private Speech _speech = null!;
    private BuiltModel _model = null!;
    private LanguageKnowledge _knowledge = null!;
    private PrefixBeamSearch _search = null!;

    [Params(CtcUnit.Jamo, CtcUnit.Syllable)]
    public CtcUnit Unit { get; set; }

    /// <summary>What the search knows of the language.</summary>
    [Params("nothing", "words", "lexicon")]
    public string Knows { get; set; } = "";

    [Params(100)]
    public int Beam { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _speech = Speech.Of(Unit);
        _model = new BuiltModel(_speech.Sentences);
        var options = new DecodeOptions { Beam = Beam };
        _knowledge = Knows == "nothing" ? LanguageKnowledge.None
            : LanguageKnowledge.Of(_speech.Vocabulary, LanguageModelFile.Open(_model.Path), Knows == "lexicon" ? [.. _speech.Words] : null);
        _search = new PrefixBeamSearch(_speech.Vocabulary, options, _knowledge);
    }

    [GlobalCleanup]
    public void End()
    {
        if (Knows != "nothing") _knowledge.Dispose();
        _model.Dispose();
    }

    /// <summary>With word times and confidences, as <c>decode</c> gives them.</summary>
    [Benchmark]
    public int Decode() => _speech.Emissions.Sum(emissions => _search.Decode(emissions)[0].Text.Length);

    /// <summary>The frames alone: what is allocated here is allocated while the search runs.</summary>
    [Benchmark]
    public void Frames()
    {
        foreach (var emissions in _speech.Emissions)
        {
            _search.Begin();
            _search.Accept(emissions.LogProbs);
        }
    }
}
