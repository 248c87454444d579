using System.Xml.Linq;

namespace HubertAsr.Tests.Architecture;

/// <summary>The rooms of the house and the doors between them. A door that is not in this table is not built.</summary>
public sealed class RoomTests
{
    private static readonly Dictionary<string, (string[] Rooms, string[] Packages)> _rooms = new()
    {
        ["Text"] = ([], ["Microsoft.ML.Tokenizers"]),
        ["Audio"] = ([], ["MathNet.Numerics", "FFMpegCore", "NAudio"]),
        ["Corpora"] = (["Text", "Audio"], ["CsvHelper"]),
        ["Decoding"] = (["Text"], []),
        ["Evaluation"] = (["Text", "Decoding"], ["CsvHelper", "ScottPlot", "SkiaSharp.NativeAssets.Linux.NoDependencies"]),
        ["Models"] = (["Decoding"], ["TorchSharp", "MessagePack"]),
        ["Transcription"] = (["Text", "Audio", "Decoding", "Models"], []),
        ["Training"] = (["Text", "Audio", "Corpora", "Decoding", "Evaluation", "Models", "Transcription"], []),
        ["Cli"] = (["Text", "Audio", "Corpora", "Decoding", "Evaluation", "Models", "Transcription", "Training"],
            ["System.CommandLine", "Spectre.Console", "Tomlyn"]),
    };

    public static TheoryData<string> Rooms => [.. _rooms.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_what_the_table_allows(string room)
    {
        var project = XDocument.Load(Path.Combine(Repository.Root, "src", $"HubertAsr.{room}", $"HubertAsr.{room}.csproj"));
        var rooms = Includes(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)["HubertAsr.".Length..]);
        var packages = Includes(project, "PackageReference");

        Assert.Empty(rooms.Except(_rooms[room].Rooms));
        Assert.Empty(packages.Except(_rooms[room].Packages));
    }

    [Fact]
    public void Every_folder_under_src_is_a_room_of_the_table()
    {
        var folders = Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(Path.GetFileName);

        Assert.Equal(_rooms.Keys.Select(room => $"HubertAsr.{room}").Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Includes(XDocument project, string element) =>
        project.Descendants(element).Select(reference => (string)reference.Attribute("Include")!);
}
