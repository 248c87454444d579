using HubertAsr.Corpora.Families;
using HubertAsr.Text;

namespace HubertAsr.Corpora.Preparation;

/// <summary>What holds for one corpus of a preparation.</summary>
/// <param name="Options">As the user gave them.</param>
/// <param name="Text">The rules for transcripts, but for profile and purpose.</param>
/// <param name="Splits">Who goes where.</param>
/// <param name="ManifestFolder">To which audio paths are relative.</param>
/// <param name="IsMixture">Whether the manifest holds several corpora, so that ids carry their corpus.</param>
internal sealed record PreparationPlan(CorpusOptions Options, NormalizationOptions Text, SplitPlan Splits, string ManifestFolder, bool IsMixture)
{
    public string CorpusName(CorpusFamily family) => Options.Name.Length > 0 ? Options.Name : family.Name;

    public string IdPrefix(CorpusFamily family) => IsMixture ? CorpusName(family) + ":" : "";

    public TranscriptNormalizer Normalizer(CorpusFamily family, bool isTrain) => new(Text with
    {
        Profile = Options.Profile ?? family.Profile,
        Purpose = isTrain ? "train" : "eval",
    });
}
