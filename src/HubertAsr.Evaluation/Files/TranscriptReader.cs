using System.Text;

namespace HubertAsr.Evaluation.Files;

/// <summary>
/// Reads what recognisers are scored with: Kaldi <c>text</c> (<c>ID TEXT</c>), TSV without header (<c>ID⇥TEXT</c>), TSV and CSV with a header
/// (a manifest is one), sclite <c>.trn</c> (<c>TEXT (ID)</c>) and KsponSpeech <c>.trn</c> (<c>PATH :: TEXT</c>, the id is the stem).
/// UTF-8 with or without BOM, or UTF-16 with one. Every complaint is an <see cref="InvalidDataException"/> that names file and line.
/// </summary>
public static class TranscriptReader
{
    private static readonly string[] _referenceColumns = ["text", "reference", "ref", "transcript", "sentence"];
    private static readonly string[] _hypothesisColumns = ["hypothesis", "hyp", "prediction", "text", "transcript", "sentence"];

    /// <summary>References; of a file with a header, column <c>text</c> or <c>reference</c>.</summary>
    public static TranscriptTable ReadReferences(string path) => Read(path, _referenceColumns);

    /// <summary>Hypotheses; of a file with a header, column <c>hypothesis</c> or <c>text</c>.</summary>
    public static TranscriptTable ReadHypotheses(string path) => Read(path, _hypothesisColumns);

    /// <summary>Both sides from one TSV or CSV with the columns <c>id, reference, hypothesis</c>.</summary>
    public static (TranscriptTable References, TranscriptTable Hypotheses) ReadPairs(string path) =>
        (Read(path, ["reference", "ref"], needsHeader: true), Read(path, ["hypothesis", "hyp"], needsHeader: true));

    private static TranscriptTable Read(string path, string[] textColumns, bool needsHeader = false)
    {
        try
        {
            var first = StrictText.Lines(path).Select(line => line.Text).FirstOrDefault()
                ?? throw new InvalidDataException($"{path}: the file is empty; a line an utterance was expected. Did the step before it fail?");
            if (needsHeader || DelimitedTranscripts.IsHeader(path, first)) return Collect(path, DelimitedTranscripts.Open(path, first, textColumns));
            return Collect(path, new TranscriptSource([], StrictText.Lines(path).Select(LineParser(path, first))));
        }
        catch (DecoderFallbackException)
        {
            throw StrictText.NotUtf8(path);
        }
    }

    private static Func<(long Number, string Text), TranscriptRow> LineParser(string path, string first)
    {
        var trn = Path.GetExtension(path).Equals(".trn", StringComparison.OrdinalIgnoreCase);
        if (trn && first.Contains(" :: ", StringComparison.Ordinal)) return line => KsponLine(path, line.Number, line.Text);
        if (trn) return line => ScliteLine(path, line.Number, line.Text);
        if (first.Contains('\t', StringComparison.Ordinal)) return line => TabbedLine(path, line.Number, line.Text);
        return KaldiLine;
    }

    private static TranscriptRow KsponLine(string path, long number, string line)
    {
        var separator = line.IndexOf(" :: ", StringComparison.Ordinal);
        if (separator < 0) throw Bad(path, number, $"no ' :: ' between path and transcript in '{Start(line)}'", "PATH :: TEXT", "Is this the raw .trn of the corpus?");
        return new TranscriptRow(Path.GetFileNameWithoutExtension(line[..separator].Trim()), line[(separator + 4)..], number);
    }

    private static TranscriptRow ScliteLine(string path, long number, string line)
    {
        line = line.TrimEnd();
        var open = line.LastIndexOf('(');
        if (open < 0 || line[^1] != ')' || line.Length - open < 3) throw Bad(path, number, $"no '(ID)' at the end of '{Start(line)}'", "TEXT (ID)", "Is the line cut off?");
        return new TranscriptRow(line[(open + 1)..^1], line[..open], number);
    }

    private static TranscriptRow TabbedLine(string path, long number, string line)
    {
        var tab = line.IndexOf('\t', StringComparison.Ordinal);
        if (tab <= 0) throw Bad(path, number, $"no tab between id and text in '{Start(line)}'", "ID, a tab, TEXT, as in line 1", "Is the line cut off?");
        return new TranscriptRow(line[..tab], line[(tab + 1)..], number);
    }

    private static TranscriptRow KaldiLine((long Number, string Text) line)
    {
        var text = line.Text.Trim();
        var blank = text.AsSpan().IndexOfAny(' ', '\t');
        return blank < 0 ? new TranscriptRow(text, "", line.Number) : new TranscriptRow(text[..blank], text[(blank + 1)..], line.Number);
    }

    private static TranscriptTable Collect(string path, TranscriptSource source)
    {
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        var rows = new List<TranscriptRow>();
        var decomposed = 0;
        foreach (var row in source.Rows)
        {
            if (row.Id.Length == 0) throw Bad(path, row.Line, "an empty id", "an id that names the utterance", "Fill it in or remove the line.");
            var id = row.Id.Normalize(NormalizationForm.FormC);
            if (!lines.TryAdd(id, row.Line)) throw Bad(path, row.Line, $"id '{id}' was given on line {lines[id]} already", "each id once", "Remove one of the two.");
            if (!row.Text.IsNormalized(NormalizationForm.FormC)) decomposed++;
            rows.Add(row with { Id = id, Text = row.Text.Normalize(NormalizationForm.FormC) });
        }

        if (rows.Count == 0) throw new InvalidDataException($"{path}: a header and no row; a row an utterance was expected. Did the step before it fail?");
        return new TranscriptTable(path, source.Columns, rows, decomposed);
    }

    private static InvalidDataException Bad(string path, long line, string found, string expected, string advice) =>
        new($"{path}:{line}: {found}; {expected} was expected. {advice}");

    private static string Start(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
