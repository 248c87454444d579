using System.Globalization;
using System.Text.Json;

namespace HubertAsr.Tests.Corpora;

/// <summary>AI-Hub 109 in miniature: Layout A, zips with CP949 names, one JSON an utterance.</summary>
internal sealed class FreeTalkFixture(string root)
{
    private readonly Dictionary<string, ZipBuilder> _zips = [];

    public string Root { get; } = Path.Combine(root, "자유대화 음성(일반남녀)");

    public static string Stem(string recorder, int number) => $"일반남여_일반통합05_M_{recorder}_37_수도권_실내_{number.ToString("D5", CultureInfo.InvariantCulture)}";

    public static string Entry(string recorder, int number, string extension) =>
        $"일반남여_일반통합05_M_{recorder}_37_수도권_실내/{Stem(recorder, number)}{extension}";

    public static string Json(string stem, string stt, string recorder = "1455308554-6", string seconds = "1.000") => JsonSerializer.Serialize(
        new Dictionary<string, object>
        {
            ["발화정보"] = new { stt, scriptId = "일반통합05-06313", fileNm = stem + ".wavp", recrdTime = seconds, recrdQuality = "16K" },
            ["대화정보"] = new { recrdEnvrn = "실내", colctUnitCode = "수도권", cityCode = "수도권", recrdUnit = "AI챗봇", convrsThema = "날씨" },
            ["녹음자정보"] = new { gender = "남", recorderId = recorder, age = 37 },
        });

    public ZipBuilder Zip(string path, bool cp949Names = true, bool compress = false)
    {
        if (!_zips.TryGetValue(path, out var zip)) _zips[path] = zip = new ZipBuilder(cp949Names, compress);
        return zip;
    }

    /// <summary>An utterance with its label, in the archives of a split.</summary>
    public FreeTalkFixture Add(string split, string recorder, int number, string stt, double seconds = 1)
    {
        Zip($"{split}/[원천]1.AI챗봇_1.zip").Add(Entry(recorder, number, ".wav"), Wav.File(seconds, hertz: 100 + number));
        Zip($"{split}/[라벨]1.AI챗봇.zip").Add(Entry(recorder, number, ".json"), Json(Stem(recorder, number), stt, recorder));
        return this;
    }

    public string Write()
    {
        foreach (var (path, zip) in _zips) zip.Write(Path.Combine(Root, path));
        return Root;
    }
}
