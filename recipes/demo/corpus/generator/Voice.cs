namespace HubertAsr.Recipes.Demo;

/// <summary>What a voice is for. A voice of <see cref="Dev"/> or <see cref="NewVoices"/> is never heard in training.</summary>
internal enum Role
{
    Train,
    Dev,
    NewVoices,
}

/// <summary>One speaker of the corpus: an espeak-ng variant, its pitch (0–99), words a minute, and how much shorter its vocal tract is than the variant's.</summary>
internal sealed record Voice(string Variant, int Pitch, int WordsPerMinute, double Tract, char Sex, int Age, string Region, Role Role, int Number)
{
    /// <summary>The id of the recording person, in the corpus's form.</summary>
    public string RecorderId => $"90000000{Number:00}-{(Number % 7) + 1}";

    /// <summary>Folder of the voice's recordings, as AI-Hub 109 names them.</summary>
    public string Folder(string script) => $"일반남여_{script}_{Sex}_{RecorderId}_{Age}_{Region}_실내";

    /// <summary>All voices, in a fixed order.</summary>
    public static readonly Voice[] All =
    [
        new("m1", 50, 186, 1.00, 'M', 34, "수도권", Role.Train, 1),
        new("f1", 50, 184, 1.00, 'F', 27, "수도권", Role.Train, 2),
        new("m3", 45, 192, 0.98, 'M', 45, "경상", Role.Train, 3),
        new("f2", 55, 188, 1.00, 'F', 31, "전라", Role.Train, 4),
        new("m4", 40, 182, 0.97, 'M', 52, "충청", Role.Train, 5),
        new("f3", 48, 190, 1.02, 'F', 19, "수도권", Role.Train, 6),
        new("m6", 55, 196, 1.02, 'M', 23, "강원", Role.Train, 7),
        new("f4", 45, 180, 0.98, 'F', 58, "경상", Role.Train, 8),
        new("m7", 50, 188, 1.00, 'M', 39, "제주", Role.Train, 9),
        new("Annie", 50, 186, 1.00, 'F', 36, "전라", Role.Train, 10),
        new("Michael", 52, 190, 1.01, 'M', 29, "수도권", Role.Train, 11),
        new("steph", 50, 184, 1.00, 'F', 42, "충청", Role.Train, 12),
        new("klatt", 50, 186, 1.00, 'M', 48, "수도권", Role.Train, 13),
        new("m2", 60, 194, 1.04, 'F', 16, "경상", Role.Train, 14),
        new("m5", 48, 186, 0.99, 'M', 33, "수도권", Role.Dev, 15),
        new("linda", 52, 186, 1.01, 'F', 24, "강원", Role.Dev, 16),
        new("m8", 50, 188, 1.00, 'M', 41, "전라", Role.NewVoices, 17),
        new("f5", 50, 186, 1.00, 'F', 22, "수도권", Role.NewVoices, 18),
        new("Andy", 46, 182, 0.98, 'M', 55, "충청", Role.NewVoices, 19),
        new("belinda", 54, 190, 1.02, 'F', 30, "경상", Role.NewVoices, 20),
    ];
}
