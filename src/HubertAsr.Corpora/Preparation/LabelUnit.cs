using HubertAsr.Corpora.Families;

namespace HubertAsr.Corpora.Preparation;

/// <summary>A piece of work: neighbouring label files of one family, finished or not at all.</summary>
/// <param name="Family">How they are read.</param>
/// <param name="Labels">Their places in the catalog.</param>
internal sealed record LabelUnit(CorpusFamily Family, IReadOnlyList<long> Labels);
