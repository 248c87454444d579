using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using HubertAsr.Training;

namespace HubertAsr.Cli.Stages;

/// <summary><c>run.json</c>: what made a run's numbers. It names no host and no user.</summary>
internal sealed record RunRecord(string Program, string Runtime, string System, IReadOnlyDictionary<string, string> Packages, int Seed, string Device, int Threads)
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static RunRecord Of(StageContext context) => new(
        // Version and commit, as the build stamped them.
        typeof(RunRecord).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        RuntimeInformation.FrameworkDescription,
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
        Versions(),
        context.Recipe.Section<TrainOptions>().Seed,
        context.Device,
        context.Threads);

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, _json));

    private static Dictionary<string, string> Versions() => new[] { typeof(TorchSharp.torch), typeof(Microsoft.ML.Tokenizers.Tokenizer), typeof(CsvHelper.CsvReader), typeof(MathNet.Numerics.Constants) }
        .Select(type => type.Assembly).ToDictionary(assembly => assembly.GetName().Name!, PackageVersion);

    // What the package calls itself: assembly versions stand still from one release to the next.
    private static string PackageVersion(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? assembly.GetName().Version!.ToString();
}
