namespace HubertAsr.Recipes.Demo;

/// <summary>Speech for pre-training: new commands and the free sentences of train, by the voices of train and by voices that no set has. No sentence of dev or of a test set is said.</summary>
internal sealed class More(CommandSource commands, string[] freeTrain)
{
    private const int FirstNumber = 10_000;
    private const int FirstVoice = 21;
    private const int FreePerVoice = 4;

    // Variants of espeak-ng that sound like none of dev's or of the new voices'.
    private static readonly string[] _variants =
    [
        "adam", "Alex", "Alicia", "Andrea", "antonio", "aunty", "benjamin", "boris", "david", "Denis", "Diogo", "ed", "edward", "Gene", "grandma", "gustave", "Henrique",
        "Hugo", "Jacky", "john", "kaukovalta", "klatt2", "klatt3", "klatt4", "Lee", "Marco", "Mario", "max", "michel", "miguel", "mike", "norbert", "pablo", "pedro",
        "quincy", "rob", "robert", "sandro", "shelby", "steph2", "steph3", "travis", "victor", "zac",
    ];

    /// <summary>The voices that speak, each with its own rate, pitch and length of the vocal tract.</summary>
    public static Voice[] Voices { get; } = [.. Voice.All.Where(voice => voice.Role == Role.Train), .. _variants.Select((variant, i) =>
        new Voice(variant, 44 + (i * 5 % 14), 180 + (i * 7 % 18), 0.95 + (0.01 * (i * 3 % 11)), i % 2 == 0 ? 'M' : 'F', 20 + (i % 40), "수도권", Role.Train, FirstVoice + i))];

    /// <param name="perVoice">New commands that each voice says. The sentences of the corpus must have been drawn from the same source before.</param>
    public Part Part(int perVoice)
    {
        var recordings = new List<Recording>();
        foreach (var (voice, index) in Voices.Select((voice, index) => (voice, index)))
        {
            var free = Enumerable.Range(0, FreePerVoice).Select(i => freeTrain[((index * FreePerVoice) + i) % freeTrain.Length]);
            foreach (var sentence in free.Concat(Enumerable.Range(0, perVoice).Select(_ => commands.Draw())))
                recordings.Add(new Recording(voice, "일반통합08", FirstNumber + recordings.Count, sentence, sentence, "more"));
        }
        return new Part("Training", "[원천]4.더_1.zip", "[라벨]4.더.zip", Utf8Names: true, WithBom: false, recordings);
    }
}
