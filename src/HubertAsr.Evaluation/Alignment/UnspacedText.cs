using System.Text;

namespace HubertAsr.Evaluation.Alignment;

/// <summary>A text without its blanks, and where they were.</summary>
internal sealed class UnspacedText
{
    /// <summary>Code points that are no blank.</summary>
    public List<int> Units { get; } = [];

    /// <summary>Whether a blank stands before each.</summary>
    public List<bool> BlankBefore { get; } = [];

    public static UnspacedText Of(string text)
    {
        List<int> characters = [];
        TextUnits.AddCharacters(text, characters);
        var unspaced = new UnspacedText();
        unspaced.Read(characters);
        return unspaced;
    }

    public void Read(List<int> characters)
    {
        Units.Clear();
        BlankBefore.Clear();
        var blank = false;
        foreach (var character in characters)
        {
            if (character != TextUnits.Blank)
            {
                Units.Add(character);
                BlankBefore.Add(blank);
            }

            blank = character == TextUnits.Blank;
        }
    }

    /// <summary>[Bang20] appendix B: a hypothesis character equal to its reference character takes that one's blank, any other keeps its own.</summary>
    /// <param name="edits">The alignment of both without blanks.</param>
    /// <param name="reference">Whose blanks are taken.</param>
    /// <param name="hypothesis">Whose characters are written.</param>
    /// <param name="text">Receives the hypothesis.</param>
    public static void Respace(IEnumerable<Edit> edits, UnspacedText reference, UnspacedText hypothesis, StringBuilder text)
    {
        foreach (var edit in edits)
        {
            if (edit.Kind == EditKind.Deletion) continue;
            var blank = edit.Kind == EditKind.Match ? reference.BlankBefore[edit.ReferenceIndex] : hypothesis.BlankBefore[edit.HypothesisIndex];
            if (blank && text.Length > 0) text.Append(' ');
            var unit = hypothesis.Units[edit.HypothesisIndex];
            if (unit <= char.MaxValue) text.Append((char)unit);
            else text.Append(char.ConvertFromUtf32(unit));
        }
    }
}
