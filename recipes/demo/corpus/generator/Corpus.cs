namespace HubertAsr.Recipes.Demo;

/// <summary>One recording to be made: who says what, into which archive, under which recording unit.</summary>
internal sealed record Recording(Voice Voice, string Script, int Number, string Sentence, string Transcript, string Unit)
{
    public string Stem => $"{Voice.Folder(Script)}_{Number:00000}";
}

/// <summary>An audio archive and the label archive it belongs to, as AI-Hub 109 delivers them.</summary>
internal sealed record Part(string Split, string AudioZip, string LabelZip, bool Utf8Names, bool WithBom, IReadOnlyList<Recording> Recordings);

/// <summary>Who says what: the sentences of all sets, none of them in two.</summary>
internal sealed class Plan(CommandSource commands, string[] freeTrain, string[] freeTest)
{
    private const int CommandsPerTrainVoice = 44;
    private const int CommandsPerDevVoice = 22;
    private const int KnownTestPerVoice = 4;
    private const int NewTestPerVoice = 15;
    private const int SpeakersOfFreeSentence = 1;
    private int _number;

    public IReadOnlyList<Part> Parts()
    {
        Voice[] train = Of(Role.Train), dev = Of(Role.Dev), strangers = Of(Role.NewVoices);
        var half = train.Length / 2;
        return
        [
            new("Training", "[원천]1.AI챗봇_1.zip", "[라벨]1.AI챗봇.zip", false, false, Commands(train[..half], CommandsPerTrainVoice, "일반통합01", "AI챗봇")),
            new("Training", "[원천]1.AI챗봇_2.zip", "[라벨]1.AI챗봇.zip", false, false, Commands(train[half..], CommandsPerTrainVoice, "일반통합02", "AI챗봇")),
            new("Training", "[원천]2.음성수집도구_1.zip", "[라벨]2.음성수집도구.zip", true, true, FreeTrain(train)),
            new("Training", "[원천]3.스튜디오_1.zip", "[라벨]3.스튜디오.zip", false, false, Commands(dev, CommandsPerDevVoice, "일반통합04", "스튜디오")),
            new("Validation", "[원천]1.AI챗봇_1.zip", "[라벨]1.AI챗봇.zip", false, true, Commands(train, KnownTestPerVoice, "일반통합05", "test-known")),
            new("Validation", "[원천]2.음성수집도구_1.zip", "[라벨]2.음성수집도구.zip", true, false, Commands(strangers, NewTestPerVoice, "일반통합06", "test-new-voices")),
            new("Validation", "[원천]3.스튜디오_1.zip", "[라벨]3.스튜디오.zip", false, false,
                [.. freeTest.Select((sentence, i) => Record(train[i % train.Length], "일반통합07", sentence, "free"))]),
        ];
    }

    private List<Recording> FreeTrain(Voice[] voices)
    {
        var recordings = new List<Recording>();
        for (var i = 0; i < freeTrain.Length * SpeakersOfFreeSentence; i++)
            recordings.Add(Record(voices[((i / freeTrain.Length * 5) + i) % voices.Length], "일반통합03", freeTrain[i % freeTrain.Length], "음성수집도구"));
        return recordings;
    }

    private List<Recording> Commands(Voice[] voices, int perVoice, string script, string unit) =>
        [.. voices.SelectMany(voice => Enumerable.Range(0, perVoice).Select(_ => Record(voice, script, commands.Draw(), unit)))];

    /// <summary>Now and then a filler that is heard, a noise tag that is empty, or a full stop: marks that a transcript of this corpus carries.</summary>
    private Recording Record(Voice voice, string script, string sentence, string unit)
    {
        _number++;
        var (spoken, written) = (_number % 60) switch
        {
            7 => ($"음 {sentence}", $"(FP:음) {sentence}"),
            23 => (sentence, $"(NO:) {sentence}"),
            41 => (sentence, $"{sentence} (SN:)"),
            11 or 29 or 50 => (sentence, $"{sentence}."),
            _ => (sentence, sentence),
        };
        return new Recording(voice, script, _number, spoken, written, unit);
    }

    private static Voice[] Of(Role role) => [.. Voice.All.Where(voice => voice.Role == role)];
}
