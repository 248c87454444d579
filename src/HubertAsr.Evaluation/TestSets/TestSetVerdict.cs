namespace HubertAsr.Evaluation.TestSets;

/// <summary>What became of holding a scored set against what is known of it.</summary>
/// <param name="Set">The scored set's name.</param>
/// <param name="Source">Where the counts come from.</param>
/// <param name="Matches">Nothing contradicts.</param>
/// <param name="Notes">What was compared, a sentence each.</param>
public sealed record TestSetVerdict(string Set, string Source, bool Matches, IReadOnlyList<string> Notes);
