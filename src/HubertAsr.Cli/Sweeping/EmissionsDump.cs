using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HubertAsr.Cli.Recognition;
using HubertAsr.Corpora;
using HubertAsr.Decoding;
using HubertAsr.Models;

namespace HubertAsr.Cli.Sweeping;

/// <summary>What a model says of the rows of a manifest, computed once and kept in a file until model or manifest change.</summary>
internal sealed class EmissionsDump(string folder, string manifest, string split)
{
    private const string SourceKey = "hubert_asr_source";

    /// <summary>The file, if it was made from this model and these rows.</summary>
    /// <param name="path">Where it would lie.</param>
    public bool IsCurrent(string path)
    {
        if (!File.Exists(path)) return false;
        try
        {
            using var file = EmissionsFile.Open(path);
            return file.Metadata.GetValueOrDefault(SourceKey) == Source();
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Computes and writes it.</summary>
    /// <exception cref="InvalidDataException">No row is in the split, or no audio could be read.</exception>
    public void Write(string path, AcousticModel model, Terminal terminal, CancellationToken stop)
    {
        List<Utterance> rows = [.. Manifest.Read(manifest).Where(row => row.Split == split)];
        if (rows.Count == 0) throw new InvalidDataException($"{manifest}: no row with split {split}; rows to tune on were expected. Which splits does it have? See its column split.");
        terminal.Say($"computing {rows.Count} utterances of {split} once, into {path}");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var audio = new UtteranceAudio(manifest);
        using var writer = new SafetensorsWriter(path, new Dictionary<string, string> { [SourceKey] = Source() });
        var heard = 0;
        foreach (var item in new ManifestRecognizer<Emissions>(model, (_, emissions) => emissions, audio).Recognize(rows, stop))
        {
            if (item.Heard is not { } emissions)
            {
                terminal.Complain($"{item.Utterance.Id}: left out: {item.Failure}");
                continue;
            }

            writer.Add($"{item.Utterance.Id}.log_probs", [emissions.FrameCount, emissions.VocabularySize], emissions.LogProbs);
            heard++;
        }

        if (heard == 0) throw new InvalidDataException($"{manifest}: no audio of {rows.Count} rows could be read; see above.");
        writer.Complete();
    }

    /// <summary>A name for exactly these weights and rows: paths, sizes and times.</summary>
    private string Source()
    {
        var text = new StringBuilder(split).Append('\n');
        // The model card changes with every report.
        foreach (var path in Directory.EnumerateFiles(folder).Where(path => Path.GetExtension(path) != ".md").Append(manifest).Select(Path.GetFullPath).Order(StringComparer.Ordinal))
        {
            var file = new FileInfo(path);
            text.Append(CultureInfo.InvariantCulture, $"{path}\t{file.Length}\t{file.LastWriteTimeUtc.Ticks}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
