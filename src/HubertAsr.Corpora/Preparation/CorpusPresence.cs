namespace HubertAsr.Corpora.Preparation;

/// <summary>Says what is wrong with sources that hold no corpus, before anything is read.</summary>
internal static class CorpusPresence
{
    /// <exception cref="InvalidDataException">Labels or audio or both are missing.</exception>
    public static void Check(CorpusScan scan)
    {
        var (labels, audio) = (scan.Units.Sum(unit => (long)unit.Labels.Count), scan.Catalog.Audio.Count);
        if (labels > 0 && audio > 0) return;
        var where = string.Join(", ", scan.Options.Sources);
        var faults = scan.Catalog.Faults;
        var first = faults.Count > 0 ? $" {faults.Count} of the sources could not be used, first: {faults[0].Where}: {faults[0].Detail}" : "";
        throw new InvalidDataException($"{where}: {(labels, audio) switch
        {
            (0, 0) when IsAudioAlone(scan) => "no audio. Give a folder or archive of recordings.",
            (0, 0) => $"empty corpus: no labels and no audio of {Wanted(scan)}. Give the folder into which the corpus was downloaded, with its zips.",
            (0, _) => $"{audio} audio files, but no labels of {Wanted(scan)}. Download the label archives ([라벨]…, 라벨링데이터, TL…) too; to pre-train on audio without transcripts, name the family 'audio'.",
            _ => $"{labels} label files, but no audio. Download the source archives ([원천]…, 원천데이터, TS…) too.",
        }}{first}");
    }

    private static bool IsAudioAlone(CorpusScan scan) => scan.Options.Family != "auto" && !Families.CorpusFamilies.Named(scan.Options.Family).IsTranscribed;

    private static string Wanted(CorpusScan scan) => scan.Options.Family == "auto" ? "any family we know" : $"family {scan.Options.Family}";
}
