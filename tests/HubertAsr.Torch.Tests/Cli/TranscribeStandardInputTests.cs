using System.Text;
using System.Text.Json;
using HubertAsr.Tests.Transcription;

namespace HubertAsr.Tests.Cli;

/// <summary>What <c>transcribe</c> takes from a pipe.</summary>
public sealed class TranscribeStandardInputTests : IDisposable
{
    private static readonly string _model = Repository.Fixture("models/tiny-base");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Standard_input_is_a_recording()
    {
        var output = Piped(SoundFile.Bytes(SoundFile.Babble(1)), "-", "--format", "json");

        Assert.Equal(1.0, JsonDocument.Parse(output).RootElement.GetProperty("duration").GetDouble());
    }

    [Fact]
    public void Headerless_samples_on_standard_input_are_a_recording_when_their_rate_is_said()
    {
        byte[] samples = [.. SoundFile.Babble(1, 8000).SelectMany(sample => BitConverter.GetBytes((short)(sample * 32767)))];

        var output = Piped(samples, "-", "--raw-rate", "8000", "--format", "json");

        Assert.Equal(1.0, JsonDocument.Parse(output).RootElement.GetProperty("duration").GetDouble());
    }

    [Fact]
    public void A_list_may_come_from_standard_input()
    {
        var path = SoundFile.Write(_folder.File("하나.wav"), SoundFile.Babble(1));

        var output = Piped(Encoding.UTF8.GetBytes(path + "\n\n"), "--list", "-");

        Assert.Equal(Program.Run("transcribe", path, "--model", _model).Output, output);
    }

    private static string Piped(byte[] input, params string[] words)
    {
        using var process = Program.Start(["transcribe", .. words, "--model", _model]);
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
