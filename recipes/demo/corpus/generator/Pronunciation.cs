namespace HubertAsr.Recipes.Demo;

/// <summary>
/// Korean spelling → spelling as pronounced (표준 발음법), word by word: liaison, ㅎ, palatalisation, tensing, neutralised codas, nasal and lateral
/// assimilation. espeak-ng reads letters; without this it would say 국물 as [국물] and not [궁물].
/// </summary>
internal sealed class Pronunciation(IReadOnlyDictionary<string, string> exceptions)
{
    private const string Onsets = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
    private const string Nuclei = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
    private const string Codas = "_ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
    private const char NoCoda = '_';

    /// <summary>A coda that no vowel follows: what remains of it in the mouth (제8항–제11항).</summary>
    private static readonly Dictionary<char, char> _neutral = Pairs(
        "ㄲㄱ ㅋㄱ ㄳㄱ ㄺㄱ ㅅㄷ ㅆㄷ ㅈㄷ ㅊㄷ ㅌㄷ ㅎㄷ ㅍㅂ ㅄㅂ ㄿㅂ ㄵㄴ ㄶㄴ ㄻㅁ ㄼㄹ ㄽㄹ ㄾㄹ ㅀㄹ");

    private static readonly Dictionary<char, char> _tense = Pairs("ㄱㄲ ㄷㄸ ㅂㅃ ㅅㅆ ㅈㅉ");
    private static readonly Dictionary<char, char> _nasal = Pairs("ㄱㅇ ㄷㄴ ㅂㅁ");
    private static readonly Dictionary<char, char> _aspirate = Pairs("ㄱㅋ ㄷㅌ ㅂㅍ ㅈㅊ");

    /// <summary>Two-letter codas: what stays and what moves to a following vowel.</summary>
    private static readonly Dictionary<char, (char Stays, char Moves)> _clusters = new()
    {
        ['ㄳ'] = ('ㄱ', 'ㅆ'),
        ['ㄵ'] = ('ㄴ', 'ㅈ'),
        ['ㄶ'] = ('ㄴ', 'ㅎ'),
        ['ㄺ'] = ('ㄹ', 'ㄱ'),
        ['ㄻ'] = ('ㄹ', 'ㅁ'),
        ['ㄼ'] = ('ㄹ', 'ㅂ'),
        ['ㄽ'] = ('ㄹ', 'ㅆ'),
        ['ㄾ'] = ('ㄹ', 'ㅌ'),
        ['ㄿ'] = ('ㄹ', 'ㅍ'),
        ['ㅀ'] = ('ㄹ', 'ㅎ'),
        ['ㅄ'] = ('ㅂ', 'ㅆ'),
    };

    /// <summary>The sentence as it is said, in Hangul; words keep their blanks.</summary>
    public string Of(string sentence) => string.Join(' ', sentence.Split(' ').Select(Word));

    private string Word(string word)
    {
        if (exceptions.TryGetValue(word, out var spoken))
            return spoken;
        var syllables = word.Select(Syllable.Parse).ToArray();
        for (var i = 0; i < syllables.Length; i++)
        {
            if (i + 1 < syllables.Length)
                (syllables[i], syllables[i + 1]) = Join(syllables[i], syllables[i + 1]);
            else
                syllables[i] = syllables[i] with { Coda = _neutral.GetValueOrDefault(syllables[i].Coda, syllables[i].Coda) };
        }
        return string.Concat(syllables.Select((syllable, i) => Vowel(syllable, isFirst: i == 0)));
    }

    private static (Syllable, Syllable) Join(Syllable left, Syllable right)
    {
        (left, right) = Aspirate(Palatalise(left, right));
        if (right.Onset == 'ㅇ')
            return Link(left, right);

        var isObstruent = "ㄱㄲㅋㄳㄺㄷㅅㅆㅈㅊㅌㅂㅍㄼㄿㅄㄵㄾ".Contains(left.Coda);
        if (isObstruent && _tense.TryGetValue(right.Onset, out var tense))
        {
            // 제11항: ㄺ keeps its ㄹ before ㄱ (맑게 → 말께).
            if (left.Coda == 'ㄺ' && right.Onset == 'ㄱ')
                left = left with { Coda = 'ㄹ' };
            right = right with { Onset = tense };
        }
        left = left with { Coda = _neutral.GetValueOrDefault(left.Coda, left.Coda) };
        return Assimilate(left, right);
    }

    /// <summary>ㄷ, ㅌ before 이, 여, 히 (제17항): 같이 → 가치, 닫혀 → 다쳐.</summary>
    private static (Syllable, Syllable) Palatalise(Syllable left, Syllable right)
    {
        if (!"ㄷㅌㄾ".Contains(left.Coda) || !"ㅣㅕ".Contains(right.Nucleus) || right.Onset is not ('ㅇ' or 'ㅎ'))
            return (left, right);
        var onset = left.Coda == 'ㄷ' && right.Onset == 'ㅇ' ? 'ㅈ' : 'ㅊ';
        return (left with { Coda = left.Coda == 'ㄾ' ? 'ㄹ' : NoCoda }, right with { Onset = onset });
    }

    /// <summary>ㅎ before or after a consonant that it can join (제12항).</summary>
    private static (Syllable, Syllable) Aspirate((Syllable Left, Syllable Right) pair)
    {
        var (left, right) = pair;
        if (left.Coda is 'ㅎ' or 'ㄶ' or 'ㅀ')
        {
            var rest = left.Coda == 'ㅎ' ? NoCoda : _clusters[left.Coda].Stays;
            if (_aspirate.TryGetValue(right.Onset, out var aspirated))
                return (left with { Coda = rest }, right with { Onset = aspirated });
            if (right.Onset == 'ㅅ')
                return (left with { Coda = rest }, right with { Onset = 'ㅆ' });
            if (right.Onset == 'ㄴ' && left.Coda == 'ㅎ')
                return (left with { Coda = 'ㄴ' }, right);
            return (left with { Coda = rest }, right);
        }
        if (right.Onset != 'ㅎ' || left.Coda == NoCoda)
            return pair;
        var (stays, moves) = _clusters.TryGetValue(left.Coda, out var cluster)
            ? cluster
            : (NoCoda, _neutral.GetValueOrDefault(left.Coda, left.Coda));
        if (left.Coda == 'ㅈ')
            moves = 'ㅈ';
        return _aspirate.TryGetValue(moves, out var onset) ? (left with { Coda = stays }, right with { Onset = onset }) : pair;
    }

    /// <summary>Liaison (제13항, 제14항): a coda moves to the empty onset after it; ㅇ stays.</summary>
    private static (Syllable, Syllable) Link(Syllable left, Syllable right)
    {
        if (left.Coda is NoCoda or 'ㅇ')
            return (left, right);
        return _clusters.TryGetValue(left.Coda, out var cluster)
            ? (left with { Coda = cluster.Stays }, right with { Onset = cluster.Moves })
            : (left with { Coda = NoCoda }, right with { Onset = left.Coda });
    }

    /// <summary>Nasal (제18항, 제19항) and lateral (제20항) assimilation of neutral codas.</summary>
    private static (Syllable, Syllable) Assimilate(Syllable left, Syllable right)
    {
        if (right.Onset == 'ㄹ' && "ㄱㄷㅂㅁㅇ".Contains(left.Coda))
            right = right with { Onset = 'ㄴ' };
        if (right.Onset is 'ㄴ' or 'ㅁ' && _nasal.TryGetValue(left.Coda, out var nasal))
            left = left with { Coda = nasal };
        if ((left.Coda, right.Onset) is ('ㄴ', 'ㄹ') or ('ㄹ', 'ㄴ'))
            return (left with { Coda = 'ㄹ' }, right with { Onset = 'ㄹ' });
        return (left, right);
    }

    /// <summary>제5항: 져, 쪄, 쳐 are said 저, 쩌, 처; 의 is 이 after a consonant or inside a word.</summary>
    private static char Vowel(Syllable syllable, bool isFirst)
    {
        if ("ㅈㅉㅊ".Contains(syllable.Onset) && syllable.Nucleus == 'ㅕ')
            syllable = syllable with { Nucleus = 'ㅓ' };
        if (syllable.Nucleus == 'ㅢ' && (!isFirst || syllable.Onset != 'ㅇ'))
            syllable = syllable with { Nucleus = 'ㅣ' };
        return syllable.Compose();
    }

    private static Dictionary<char, char> Pairs(string pairs) => pairs.Split(' ').ToDictionary(pair => pair[0], pair => pair[1]);

    private readonly record struct Syllable(char Onset, char Nucleus, char Coda)
    {
        private const int First = '가';

        public static Syllable Parse(char syllable)
        {
            if (syllable is < '가' or > '힣')
                throw new InvalidDataException($"'{syllable}' is not a Hangul syllable: write numbers and Latin words out.");
            var index = syllable - First;
            return new(Onsets[index / (Nuclei.Length * Codas.Length)], Nuclei[index / Codas.Length % Nuclei.Length], Codas[index % Codas.Length]);
        }

        public char Compose() =>
            (char)(First + ((((Onsets.IndexOf(Onset) * Nuclei.Length) + Nuclei.IndexOf(Nucleus)) * Codas.Length) + Codas.IndexOf(Coda)));
    }
}
