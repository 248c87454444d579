using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Benchmarks;

/// <summary>The emissions and the text that other decoders were measured with.</summary>
internal static class ReferenceSpeech
{
    /// <summary>Null where they are not.</summary>
    public static Speech? Find(CtcUnit unit)
    {
        if (Folder() is not { } folder) return null;
        var name = unit == CtcUnit.Jamo ? "jamo" : "syllable";
        var vocabulary = CtcVocabulary.Load(Path.Combine(folder, "decoding", $"vocab.{name}.json"));
        using var file = EmissionsFile.Open(Path.Combine(folder, "decoding", $"emissions.{name}.safetensors"));
        return new Speech(vocabulary, Speech.Thousand([.. file.Ids.Select(id => file.Read(id, vocabulary.Count))]), File.ReadAllLines(Path.Combine(folder, "lm", "corpus.txt")));
    }

    /// <summary><c>shared/golden</c> beside one of the folders above the program.</summary>
    private static string? Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var golden = Path.Combine(folder.FullName, "shared", "golden");
            if (Directory.Exists(Path.Combine(golden, "decoding"))) return golden;
        }

        return null;
    }
}
