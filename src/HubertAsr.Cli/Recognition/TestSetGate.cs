using HubertAsr.Cli.Recipes;
using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Files;
using HubertAsr.Evaluation.TestSets;

namespace HubertAsr.Cli.Recognition;

/// <summary>Says, before any error rate is, whether the references are those that are known under their set's name.</summary>
internal sealed class TestSetGate
{
    private readonly IReadOnlyList<KnownTestSet> _asked;

    /// <param name="files">Test sets asked for, beside those the program knows.</param>
    public TestSetGate(IReadOnlyList<string> files) => _asked = [.. files.Select(TestSetFile.Load)];

    /// <summary>Says what was found.</summary>
    /// <returns>Whether every set that was asked for is what it should be; those the program knows by itself only warn.</returns>
    /// <exception cref="InvalidDataException">A set was asked for that is not among the scored ones.</exception>
    public bool Say(TranscriptTable references, IReadOnlyList<ScoreSet> sets, string policy, Terminal terminal)
    {
        var own = new TestSetCheck(TestSetFile.Known, policy).Check(references, sets);
        var asked = new TestSetCheck(_asked, policy).Check(references, sets);
        foreach (var known in _asked.Where(known => !new TestSetCheck([known], policy).Check(references, sets).Any()))
            throw new InvalidDataException($"test set '{known.Name}': not among the scored sets {string.Join(", ", sets.Select(set => set.Name))}. Is its name, or its corpus, another?");

        foreach (var verdict in own.Concat(asked))
        {
            var words = $"{verdict.Set}: {string.Join("; ", verdict.Notes)} ({verdict.Source})";
            if (verdict.Matches) terminal.Say($"as known: {words}");
            else terminal.Complain($"NOT THE KNOWN SET: {words}. Error rates on it do not compare with published ones.");
        }

        return asked.All(verdict => verdict.Matches);
    }

    /// <summary>The same for a report.</summary>
    public IReadOnlyList<TestSetVerdict> Verdicts(TranscriptTable references, IReadOnlyList<ScoreSet> sets, string policy) =>
        new TestSetCheck([.. TestSetFile.Known, .. _asked], policy).Check(references, sets);
}
