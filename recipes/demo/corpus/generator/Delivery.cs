using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HubertAsr.Recipes.Demo;

/// <summary>
/// Writes the archives with the quirks of the real set: CP949 entry names without the UTF-8 flag in some, labels with a byte order mark in some,
/// <c>.wavp</c> in <c>fileNm</c>, seconds as strings, one headerless <c>.pcm</c>, one label without audio, one recording without words.
/// </summary>
internal sealed class Delivery(string folder, Synthesis synthesis)
{
    private static readonly DateTimeOffset _recordedAt = new(2026, 1, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };
    private static readonly Encoding _cp949 = CodePagesEncodingProvider.Instance.GetEncoding(949)!;

    /// <summary>Seconds of audio and syllables said, by recording unit.</summary>
    public SortedDictionary<string, (int Recordings, double Seconds, int Syllables)> Totals { get; } = new(StringComparer.Ordinal);

    public void Write(Part part)
    {
        var split = Directory.CreateDirectory(Path.Combine(folder, part.Split)).FullName;
        using var audio = Open(Path.Combine(split, part.AudioZip), part.Utf8Names);
        using var labels = Open(Path.Combine(split, part.LabelZip), part.Utf8Names);
        var isStudio = part.AudioZip.Contains("스튜디오", StringComparison.Ordinal);
        for (var i = 0; i < part.Recordings.Count; i++)
        {
            var recording = part.Recordings[i];
            var samples = synthesis.Say(recording.Sentence, recording.Voice, new Random(recording.Number));
            var asPcm = isStudio && i == 3;
            Add(audio, Entry(recording, asPcm ? ".pcm" : ".wav"), asPcm ? Bytes(samples) : [.. Header(samples.Length), .. Bytes(samples)]);
            AddLabel(labels, recording, samples.Length, part.WithBom);
            Count(recording, samples.Length);
        }
        if (part.Split == "Training" && isStudio)
            AddOrphans(audio, labels, part.Recordings[^1]);
    }

    private static void AddOrphans(ZipArchive audio, ZipArchive labels, Recording last)
    {
        AddLabel(labels, last with { Number = last.Number + 90_000 }, Synthesis.SampleRateHz, withBom: false);
        var noise = last with { Number = last.Number + 90_001, Transcript = "(NO:)" };
        var silence = new short[Synthesis.SampleRateHz];
        Add(audio, Entry(noise, ".wav"), [.. Header(silence.Length), .. Bytes(silence)]);
        AddLabel(labels, noise, silence.Length, withBom: false);
    }

    private static void AddLabel(ZipArchive labels, Recording recording, int sampleCount, bool withBom)
    {
        var voice = recording.Voice;
        var extension = recording.Number % 5 == 0 ? ".wavp" : ".wav";
        var label = new
        {
            발화정보 = new
            {
                stt = recording.Transcript,
                scriptId = $"{recording.Script}-{recording.Number:00000}",
                fileNm = recording.Stem + extension,
                recrdTime = ((double)sampleCount / Synthesis.SampleRateHz).ToString("0.000", CultureInfo.InvariantCulture),
                recrdQuality = "16K",
                recrdDt = "2026-01-02 09:00:00",
                scriptSetNo = recording.Script,
            },
            대화정보 = new { recrdEnvrn = "실내", colctUnitCode = voice.Region, cityCode = voice.Region, recrdUnit = recording.Unit, convrsThema = "합성" },
            녹음자정보 = new { gender = voice.Sex == 'M' ? "남" : "여", recorderId = voice.RecorderId, age = voice.Age },
        };
        byte[] mark = withBom ? [0xEF, 0xBB, 0xBF] : [];
        Add(labels, Entry(recording, ".json"), [.. mark, .. JsonSerializer.SerializeToUtf8Bytes(label, _json)]);
    }

    private void Count(Recording recording, int sampleCount)
    {
        var (recordings, seconds, syllables) = Totals.GetValueOrDefault(recording.Unit);
        Totals[recording.Unit] = (recordings + 1, seconds + ((double)sampleCount / Synthesis.SampleRateHz),
            syllables + recording.Sentence.Count(letter => letter != ' '));
    }

    private static string Entry(Recording recording, string extension) => $"{recording.Voice.Folder(recording.Script)}/{recording.Stem}{extension}";

    private static ZipArchive Open(string path, bool utf8Names)
    {
        var mode = File.Exists(path) ? ZipArchiveMode.Update : ZipArchiveMode.Create;
        return ZipFile.Open(path, mode, utf8Names ? Encoding.UTF8 : _cp949);
    }

    private static void Add(ZipArchive archive, string name, byte[] content)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.SmallestSize);
        entry.LastWriteTime = _recordedAt;
        using var stream = entry.Open();
        stream.Write(content);
    }

    private static byte[] Bytes(short[] samples)
    {
        var bytes = new byte[samples.Length * 2];
        for (var i = 0; i < samples.Length; i++)
            System.Buffers.Binary.BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), samples[i]);
        return bytes;
    }

    /// <summary>The 44 bytes before 16-bit mono samples.</summary>
    private static byte[] Header(int sampleCount)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.ASCII);
        writer.Write("RIFF"u8);
        writer.Write(36 + (sampleCount * 2));
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(Synthesis.SampleRateHz);
        writer.Write(Synthesis.SampleRateHz * 2);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(sampleCount * 2);
        return stream.ToArray();
    }
}
