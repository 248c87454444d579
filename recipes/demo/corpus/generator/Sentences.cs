namespace HubertAsr.Recipes.Demo;

/// <summary>Commands drawn from templates: every sentence is given out once, so no two sets share one.</summary>
internal sealed class CommandSource
{
    private readonly Dictionary<string, string[]> _slots = [];
    private readonly List<string> _templates = [];
    private readonly HashSet<string> _drawn = new(StringComparer.Ordinal);
    private readonly Random _random;

    public CommandSource(string path, int seed)
    {
        _random = new Random(seed);
        foreach (var line in TextFile.Lines(path))
        {
            if (line.StartsWith('>'))
                _templates.Add(line[1..].Trim());
            else
                _slots.Add(line[..line.IndexOf('=')].Trim(), line[(line.IndexOf('=') + 1)..].Split(',', StringSplitOptions.TrimEntries));
        }
    }

    /// <summary>The next command, unlike all before it.</summary>
    public string Draw()
    {
        while (true)
        {
            var sentence = Fill(_templates[_random.Next(_templates.Count)]);
            if (_drawn.Add(sentence))
                return sentence;
        }
    }

    private string Fill(string template)
    {
        var words = template.Split(' ').Select(word =>
        {
            while (word.Contains('{', StringComparison.Ordinal))
            {
                var (open, close) = (word.IndexOf('{'), word.IndexOf('}'));
                var values = _slots[word[(open + 1)..close]];
                word = word[..open] + values[_random.Next(values.Length)] + word[(close + 1)..];
            }
            return Particle(word);
        });
        return string.Join(' ', words);
    }

    /// <summary>엄마(이/가) → 엄마가, 동생(이/가) → 동생이; (으로/로) counts ㄹ as a vowel.</summary>
    public static string Particle(string word)
    {
        var open = word.IndexOf('(');
        if (open < 0)
            return word;
        var forms = word[(open + 1)..word.IndexOf(')')].Split('/');
        var coda = (word[open - 1] - '가') % 28;
        // 와 stands after a vowel although it is written first.
        var takesFirst = forms[0] == "와" ? coda == 0 : coda != 0 && (forms[0] != "으로" || coda != 8);
        return word[..open] + (takesFirst ? forms[0] : forms[1]) + word[(word.IndexOf(')') + 1)..];
    }
}

/// <summary>The text files beside this program: UTF-8, <c>#</c> begins a comment line, blank lines say nothing.</summary>
internal static class TextFile
{
    public static IEnumerable<string> Lines(string path) =>
        File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#');

    public static Dictionary<string, string> Pairs(string path) =>
        Lines(path).Select(line => line.Split(" = ")).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
