using System.Text.Json;
using HubertAsr.Torch.Tests.Models;

namespace HubertAsr.Tests.Cli;

/// <summary>The verbs about the machine, <c>doctor</c> and <c>bench</c>, through the real command line.</summary>
public sealed class MachineCommandTests
{
    [Fact]
    public void Doctor_checks_this_machine_and_a_model()
    {
        var result = Program.Run("doctor", "--model", Repository.Fixture("models/tiny-base"), "--json");

        var findings = result.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["runtime", "hangul", "libtorch", "devices", "driver", "ffmpeg", "memory", "disk", "model", "vocabulary"], findings.Select(finding => finding.GetProperty("check").GetString()!));
        Assert.All(findings, finding => Assert.Contains(finding.GetProperty("status").GetString(), new[] { "ok", "note" }));
        Assert.Equal("ok", findings.Single(finding => finding.GetProperty("check").GetString() == "libtorch").GetProperty("status").GetString());
    }

    [Fact]
    public void Doctor_fails_for_a_model_folder_that_is_not_whole()
    {
        using var folder = TemporaryFolder.CopyOf(Repository.Fixture("models/tiny-base"));
        File.Delete(folder["model.safetensors"]);

        var result = Program.Run("doctor", "--model", folder.Path);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"fail  model       {folder.Path}: no weights", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("encode")]
    [InlineData("train")]
    [InlineData("decode")]
    public void Bench_reports_the_audio_that_it_computed(string work)
    {
        var result = Program.Run("bench", work, "--size", "nano", "--seconds", "1", "--batch", "2", "--repeat", "1", "--json");

        Assert.Equal(0, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(work, json.RootElement.GetProperty("work").GetString());
        Assert.Equal(2, json.RootElement.GetProperty("audio_seconds").GetDouble());
        Assert.Equal(json.RootElement.GetProperty("seconds").GetDouble() / 2, json.RootElement.GetProperty("rtf").GetDouble(), 1e-9);
        Assert.True(json.RootElement.GetProperty("peak_mb").GetDouble() > 0);
        Assert.Equal(work == "decode", json.RootElement.TryGetProperty("frames", out var frames) && frames.GetInt64() == 100);
        Assert.Equal(work == "train", json.RootElement.TryGetProperty("own_share", out var share));
        if (work != "train") return;
        Assert.InRange(share.GetDouble(), 0, 1);
        Assert.Equal(json.RootElement.GetProperty("optimiser_seconds").GetDouble() / json.RootElement.GetProperty("copy_seconds").GetDouble(), json.RootElement.GetProperty("step_per_copy").GetDouble(), 1e-9);
    }
}
