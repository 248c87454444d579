using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HubertAsr.Cli.Stages;

/// <summary>Proof that a stage finished, and of what it was made: the same fingerprint need not be made again.</summary>
internal sealed record StageReceipt(string Stage, string Fingerprint)
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Names a stage's options, its sources by path, size and time, and the stages before it.</summary>
    public static StageReceipt Expected(Stage stage, StageContext context, StageReceipt? before)
    {
        var text = new StringBuilder(before?.Fingerprint).AppendLine(stage.OptionsFingerprint(context));
        foreach (var path in stage.Sources(context).SelectMany(FilesOf).Order(StringComparer.Ordinal))
        {
            var file = new FileInfo(path);
            text.Append(CultureInfo.InvariantCulture, $"{path}\t{file.Length}\t{file.LastWriteTimeUtc.Ticks}\n");
        }

        return new(stage.Name, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))));
    }

    public static StageReceipt? Read(string path) =>
        File.Exists(path) ? JsonSerializer.Deserialize<StageReceipt>(File.ReadAllText(path), _json) : null;

    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(this, _json));
        File.Move(path + ".new", path, overwrite: true);
    }

    private static IEnumerable<string> FilesOf(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories) : File.Exists(path) ? [path] : [];
}
