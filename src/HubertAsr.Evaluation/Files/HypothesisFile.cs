using System.Text;

namespace HubertAsr.Evaluation.Files;

/// <summary>Hypotheses as TSV <c>id⇥text</c>, UTF-8, one line each, no header.</summary>
public static class HypothesisFile
{
    /// <summary>Writes beside the name and moves it there: the old file or the new one, never half a one.</summary>
    /// <exception cref="InvalidDataException">An id holds a tab or a line break.</exception>
    public static void Write(string path, IEnumerable<(string Id, string Text)> hypotheses)
    {
        using (var writer = new StreamWriter(path + ".partial", append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" })
        {
            foreach (var (id, text) in hypotheses)
            {
                if (id.AsSpan().IndexOfAny('\t', '\n', '\r') >= 0) throw new InvalidDataException($"id '{id}': a tab or line break in an id; ids of one line without tabs were expected.");
                writer.WriteLine($"{id}\t{text.ReplaceLineEndings(" ").Replace('\t', ' ')}");
            }
        }

        File.Move(path + ".partial", path, overwrite: true);
    }
}
