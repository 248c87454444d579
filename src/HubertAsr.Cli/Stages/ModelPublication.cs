using HubertAsr.Training;

namespace HubertAsr.Cli.Stages;

/// <summary>What becomes of trainings that are over.</summary>
internal static class ModelPublication
{
    /// <summary>Copies a checkpoint to where the run's model is looked for, as a whole.</summary>
    public static void Publish(string checkpoint, string model) => new AtomicFolder(model).Replace(folder =>
    {
        foreach (var file in Directory.GetFiles(checkpoint, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(checkpoint, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    });

    /// <summary>A finished training whose options have changed is work of days: it is kept under another name, and said.</summary>
    public static void SetAside(StageContext context, string stage, string training)
    {
        var receipt = context.Folder.Receipt(stage);
        if (!File.Exists(receipt)) return;
        File.Delete(receipt);
        if (!Directory.Exists(training)) return;
        var aside = Enumerable.Range(1, int.MaxValue).Select(number => $"{training}.{number}").First(name => !Path.Exists(name));
        Directory.Move(training, aside);
        context.Terminal.Say($"{stage}: the finished training of before is now {aside}");
    }
}
