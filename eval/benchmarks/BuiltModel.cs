using HubertAsr.Decoding;

namespace HubertAsr.Benchmarks;

/// <summary>A word trigram of some sentences, built by this program, as a binary in a temporary folder.</summary>
internal sealed class BuiltModel : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hubert-asr-benchmarks-");

    public BuiltModel(IReadOnlyList<string> sentences, BinaryLayout layout = BinaryLayout.Probing)
    {
        var arpa = System.IO.Path.Combine(_folder.FullName, "word3.arpa");
        Path = System.IO.Path.Combine(_folder.FullName, "word3.bin");
        new NGramModelBuilder(new LanguageModelOptions { Order = 3 }, arpa).Build(sentences, "sentences");
        LanguageModelConverter.Convert(arpa, Path, layout);
    }

    public string Path { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
