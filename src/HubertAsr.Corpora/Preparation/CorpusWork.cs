namespace HubertAsr.Corpora.Preparation;

/// <summary>One corpus on its way into a manifest.</summary>
/// <param name="Scan">What its sources hold.</param>
/// <param name="Plan">What holds for all of its utterances.</param>
/// <param name="Files">Where its finished units lie.</param>
/// <param name="Cache">Samples of what cannot be read in place.</param>
internal sealed record CorpusWork(CorpusScan Scan, PreparationPlan Plan, UnitFiles Files, Caching.PcmCache Cache);
