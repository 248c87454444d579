using System.Text;

namespace HubertAsr.Evaluation.Analysis;

/// <summary>Looks at every utterance with an error and counts what kinds there are.</summary>
public sealed class ErrorAnalyzer
{
    private readonly ErrorNamer _namer = new(PhonologyRules.Default);
    private readonly WordErrorSorter _sorter = new();
    private readonly ConfusionCounter _syllables = new(), _deleted = new(), _inserted = new(), _onsets = new(), _nuclei = new(), _codas = new();
    private readonly ConfusionCounter _asSpoken = new(), _reversed = new(), _words = new();
    private int _substitutions, _explained, _spacingOnly;

    private ErrorAnalyzer()
    {
    }

    /// <summary>Analyses a set; missing hypotheses are no errors of the recogniser's ears and are left out.</summary>
    public static ErrorAnalysis Analyze(ScoreSet set)
    {
        var analyzer = new ErrorAnalyzer();
        foreach (var utterance in set.Utterances)
        {
            if (utterance.Hypothesis is { } hypothesis && utterance.Measures.Sentence.Errors > 0) analyzer.Add(utterance, hypothesis);
        }

        return analyzer.Result(set.Total.Wer.Errors - set.Total.SpaceNormalizedWer.Errors);
    }

    private void Add(UtteranceScore utterance, string hypothesis)
    {
        if (utterance.Measures.CerWithoutSpaces.Errors == 0)
        {
            _spacingOnly++;
            return;
        }

        var aligned = AlignedColumns.Of(utterance.Reference, hypothesis);
        for (var i = 0; i < aligned.Columns.Count; i++) AddColumn(utterance.Id, aligned.Columns, i);
        var named = _namer.Name(aligned.Columns);
        _substitutions += named.Substitutions;
        _explained += named.Explained;
        foreach (var difference in named.Differences)
            (difference.IsReversed ? _reversed : _asSpoken).Add(difference.Rule, "", new ErrorExample(utterance.Id, difference.Reference, difference.Hypothesis));
        foreach (var error in _sorter.Sort(utterance.Reference, aligned.RespacedHypothesis))
            _words.Add(error.Kind.ToString(), "", new ErrorExample(utterance.Id, error.Reference, error.Hypothesis));
    }

    private void AddColumn(string id, IReadOnlyList<AlignedColumn> columns, int index)
    {
        var column = columns[index];
        if (column.Reference == column.Hypothesis) return;
        var (reference, hypothesis) = (Text(column.Reference), Text(column.Hypothesis));
        var example = new ErrorExample(id, Around(columns, index, side => side.Reference), Around(columns, index, side => side.Hypothesis));
        (reference.Length == 0 ? _inserted : hypothesis.Length == 0 ? _deleted : _syllables).Add(reference, hypothesis, example);

        if (column.Parts is not var (left, right)) return;
        AddPart(_onsets, left.Onset, right.Onset, example);
        AddPart(_nuclei, left.Nucleus, right.Nucleus, example);
        AddPart(_codas, left.Coda, right.Coda, example);
    }

    private static void AddPart(ConfusionCounter counter, char reference, char hypothesis, ErrorExample example)
    {
        if (reference != hypothesis) counter.Add(reference.ToString(), hypothesis.ToString(), example);
    }

    /// <summary>Two syllables on either side: enough to recognise the word.</summary>
    private static string Around(IReadOnlyList<AlignedColumn> columns, int index, Func<AlignedColumn, int> side)
    {
        var text = new StringBuilder();
        for (var i = Math.Max(0, index - 2); i <= Math.Min(columns.Count - 1, index + 2); i++) text.Append(Text(side(columns[i])));
        return text.ToString();
    }

    private static string Text(int codePoint) => codePoint == 0 ? "" : char.ConvertFromUtf32(codePoint);

    private ErrorAnalysis Result(long spacingOnlyWords) => new()
    {
        Syllables = _syllables.ByCount(),
        Deleted = _deleted.ByCount(),
        Inserted = _inserted.ByCount(),
        Onsets = _onsets.ByCount(),
        Nuclei = _nuclei.ByCount(),
        Codas = _codas.ByCount(),
        Rules = Rules(),
        Substitutions = _substitutions,
        Explained = _explained,
        Words = [.. _words.ByCount().Select(count => new WordErrorCount(Enum.Parse<WordErrorKind>(count.Reference), count.Count, count.Examples))],
        SpacingOnlyUtterances = _spacingOnly,
        SpacingOnlyWords = spacingOnlyWords,
    };

    private IReadOnlyList<RuleCount> Rules()
    {
        var spoken = _asSpoken.ByCount().ToDictionary(count => count.Reference, StringComparer.Ordinal);
        var reversed = _reversed.ByCount().ToDictionary(count => count.Reference, StringComparer.Ordinal);
        return
        [
            .. spoken.Keys.Union(reversed.Keys).Select(id =>
            {
                var (left, right) = (spoken.GetValueOrDefault(id), reversed.GetValueOrDefault(id));
                ErrorExample[] examples = [.. left?.Examples ?? [], .. right?.Examples ?? []];
                return new RuleCount(PhonologyRules.Default.Names[id], left?.Count ?? 0, right?.Count ?? 0, [.. examples.Take(ConfusionCounter.KeptExamples)]);
            }).OrderByDescending(rule => rule.Count).ThenBy(rule => rule.Rule.Id, StringComparer.Ordinal),
        ];
    }
}
