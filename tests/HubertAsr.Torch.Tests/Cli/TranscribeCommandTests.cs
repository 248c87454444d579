using System.Diagnostics;
using System.Text;
using System.Text.Json;
using HubertAsr.Tests.Transcription;

namespace HubertAsr.Tests.Cli;

public sealed class TranscribeCommandTests : IDisposable
{
    private static readonly string _model = Repository.Fixture("models/tiny-base");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_recording_gives_its_text_alone_and_json_gives_every_word_its_time()
    {
        var path = SoundFile.Write(_folder.File("한 사람.wav"), SoundFile.Babble(2));

        var text = Program.Run("transcribe", path, "--model", _model);
        var json = Program.Run("transcribe", path, "--model", _model, "--format", "json", "--beam", "1");

        Assert.Equal((0, ""), (text.ExitCode, text.Error));
        Assert.DoesNotContain("\t", text.Output);
        Assert.Single(text.Output.TrimEnd('\n').Split('\n'));
        var root = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal((path, 2.0), (root.GetProperty("audio").GetString(), root.GetProperty("duration").GetDouble()));
        double[] times = [.. root.GetProperty("segments").EnumerateArray().SelectMany(segment => segment.GetProperty("words").EnumerateArray())
            .SelectMany(word => new[] { word.GetProperty("start").GetDouble(), word.GetProperty("end").GetDouble() })];
        Assert.NotEmpty(times);
        Assert.Equal(times.Order(), times);
        Assert.InRange(times[^1], 0.1, 2.0);
    }

    [Fact]
    public void Every_odd_recording_is_transcribed_or_refused_by_name_and_the_rest_go_on()
    {
        var babble = SoundFile.Babble(1);
        var good = new Dictionary<string, byte[]>
        {
            ["01 clipped.wav"] = SoundFile.Bytes([.. babble.Select(sample => Math.Clamp(50 * sample, -1, 1))]),
            ["02 offset.wav"] = SoundFile.Bytes([.. babble.Select(sample => sample + 0.5f)]),
            ["03 telephone.wav"] = SoundFile.Bytes(SoundFile.Babble(1, 8000), 8000),
            ["04 studio.wav"] = SoundFile.Bytes(SoundFile.Babble(2, 192_000), 192_000, channels: 2),
            ["05 silence.wav"] = SoundFile.Bytes(new float[16_000]),
            ["06 띄어 쓴 이름.wav".Normalize(NormalizationForm.FormD)] = SoundFile.Bytes(babble),
            ["07 headerless.pcm"] = [.. new byte[32_000], 7],
        };
        var bad = new Dictionary<string, (byte[] Content, string Reason)>
        {
            ["11 sample.wav"] = (SoundFile.Bytes([0.5f]), "1 samples at 16 kHz (0.1 ms); the model's shortest sound is 400 (25 ms)"),
            ["12 short.wav"] = (SoundFile.Bytes(new float[160]), "160 samples at 16 kHz (10 ms)"),
            ["13 nan.wav"] = (SoundFile.Bytes([.. babble, float.NaN]), "frame 16000 is not a number"),
            ["14 truncated.wav"] = (SoundFile.Bytes(babble)[..^4000], "the header promises 64000 bytes of samples (16000 frames), the file holds 60000 (15000 frames)"),
            ["15 text.wav"] = ("이것은 글이다"u8.ToArray(), "starts with the text '이것은 '; a WAV file starts with 'RIFF'. Is it a text file with the wrong name?"),
            ["16 empty.wav"] = ([], "empty, 0 bytes"),
            ["17 frameless.wav"] = (SoundFile.Bytes([]), "no sound in it"),
        };
        foreach (var (name, content) in good) File.WriteAllBytes(_folder.File(name), content);
        foreach (var (name, (content, _)) in bad) File.WriteAllBytes(_folder.File(name), content);

        var result = Program.Run("transcribe", _folder.Path, _folder.File("없다.wav"), "--model", _model);

        Assert.Equal(3, result.ExitCode);
        var lines = result.Output.TrimEnd('\n').Split('\n').Select(line => line.Split('\t')).ToDictionary(line => Path.GetFileName(line[0]), line => line[1]);
        Assert.Equal(good.Keys, lines.Keys);
        Assert.Equal("", lines["05 silence.wav"]);
        Assert.NotEqual("", lines["03 telephone.wav"]);
        foreach (var (name, (_, reason)) in bad) Assert.Contains($"{_folder.File(name)}: {reason}", result.Error);
        Assert.Contains("없다.wav: there is no such file", result.Error);
        Assert.DoesNotContain("   at ", result.Error);
    }

    [Fact]
    public void Results_mirror_the_tree_of_the_input_and_are_not_made_twice()
    {
        var (input, output) = (_folder.File("in"), _folder.File("out"));
        Directory.CreateDirectory(Path.Combine(input, "하나"));
        SoundFile.Write(Path.Combine(input, "a.wav"), SoundFile.Babble(1));
        SoundFile.Write(Path.Combine(input, "하나", "b.wav"), SoundFile.Babble(1));
        string[] command = ["transcribe", input, "--model", _model, "--format", "srt", "--output", output];

        var first = Program.Run(command);
        File.WriteAllText(Path.Combine(output, "a.srt"), "mine");
        var second = Program.Run(command);

        Assert.Equal((0, "", 0), (first.ExitCode, first.Output, second.ExitCode));
        Assert.Equal(["a.srt", Path.Combine("하나", "b.srt")], Directory.GetFiles(output, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(output, path)).Order());
        Assert.Contains(" --> ", File.ReadAllText(Path.Combine(output, "하나", "b.srt")));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(output, "a.srt")));
        Assert.Equal(0, Program.Run([.. command, "--overwrite", "--quiet"]).ExitCode);
        Assert.Contains(" --> ", File.ReadAllText(Path.Combine(output, "a.srt")));
    }

    [Fact]
    public void Recordings_of_one_name_are_told_apart_where_words_stand_one_a_line()
    {
        foreach (var folder in new[] { "가", "나 다" })
            SoundFile.Write(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.File("in"), folder)).FullName, "1.wav"), SoundFile.Babble(1));
        SoundFile.Write(Path.Combine(_folder.File("in"), "1.wav"), SoundFile.Babble(1));

        var result = Program.Run("transcribe", _folder.File("in"), "--model", _model, "--format", "ctm");

        Assert.Equal(["1", "가-1", "나_다-1"], result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).Distinct());
    }

    [Fact]
    public void A_manifest_a_list_and_a_pattern_name_recordings_too()
    {
        SoundFile.Write(_folder.File("a.wav"), SoundFile.Babble(1));
        SoundFile.Write(_folder.File("b.wav"), SoundFile.Babble(2));
        File.WriteAllText(_folder.File("manifest.csv"), "id,audio,start,samples,rate,text\nfirst,b.wav,0,16000,16000,\nsecond,b.wav,16000,16000,16000,\n");
        File.WriteAllText(_folder.File("list.txt"), $"{_folder.File("a.wav")}\n\n{_folder.File("b.wav")}\n");

        var manifest = Program.Run("transcribe", _folder.File("manifest.csv"), "--model", _model);
        var list = Program.Run("transcribe", "--list", _folder.File("list.txt"), "--model", _model);
        var pattern = Program.Run("transcribe", _folder.File("?.wav"), "--model", _model);

        Assert.Equal(["first", "second"], manifest.Output.TrimEnd('\n').Split('\n').Select(line => line.Split('\t')[0]));
        Assert.Equal([_folder.File("a.wav"), _folder.File("b.wav")], list.Output.TrimEnd('\n').Split('\n').Select(line => line.Split('\t')[0]));
        Assert.Equal(list.Output, pattern.Output);
    }

    [Fact]
    public void Channels_are_mixed_or_each_gives_its_own_result()
    {
        var babble = SoundFile.Babble(1);
        var path = SoundFile.Write(_folder.File("call.wav"), [.. babble.SelectMany(sample => new[] { sample, 0f })], channels: 2);

        var apart = Program.Run("transcribe", path, "--model", _model, "--channel", "all");
        var left = Program.Run("transcribe", path, "--model", _model, "--channel", "0");

        var lines = apart.Output.TrimEnd('\n').Split('\n');
        Assert.Equal([$"{path}#0\t{left.Output.TrimEnd('\n')}", $"{path}#1\t"], lines);
    }

    [Theory]
    [InlineData("--raw-rate 5: a rate from 1000 to 768000 Hz was expected.", "a.pcm", "--raw-rate", "5")]
    [InlineData("https://example.org/a.wav: an address; this program reads files only", "https://example.org/a.wav")]
    [InlineData("transcribe: no audio;")]
    [InlineData("--chunk 'long': a time such as 20s, from 1s to 120s, was expected.", "a.wav", "--chunk", "long")]
    [InlineData("--channel 'left': mix, all or a channel's number from 0 was expected.", "a.wav", "--channel", "left")]
    [InlineData("2 recordings would be called 'a' (a.wav, b/a.flac)", "a.wav", "b/a.flac")]
    [InlineData("--format srt: one file holds one recording; --output DIR was expected with several.", "a.wav", "b.wav", "--format", "srt")]
    [InlineData("--beam 0: a number between 1 and 100000 was expected.", "a.wav", "--beam", "0")]
    [InlineData("Argument 'docx' not recognized. Must be one of:", "a.wav", "--format", "docx")]
    [InlineData("--watch: results of recordings to come go to files; --output DIR was expected.", "--watch", ".")]
    public void A_wrong_command_line_is_told_before_a_model_is_loaded(string message, params string[] words)
    {
        var result = Program.Run(["transcribe", .. words, "--model", "no/such/model"]);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.Error);
    }

    [Fact]
    public void Spoken_numbers_are_written_in_digits_when_asked()
    {
        // A model that knows nothing has to say the only word there is.
        File.WriteAllText(_folder.File("words.txt"), "이천이십사년\n");
        string[] words = ["transcribe", SoundFile.Write(_folder.File("a.wav"), SoundFile.Babble(1)), "--model", _model, "--lexicon", _folder.File("words.txt"), "--token-min-logp", "-1000", "--beam-prune-logp", "-1000"];

        Assert.Equal("이천이십사년\n", Program.Run(words).Output);
        Assert.Equal("2024년\n", Program.Run([.. words, "--itn"]).Output);
    }

    [Fact]
    public void A_build_that_cannot_record_says_which_can()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "builds for Windows record");

        var result = Program.Run("transcribe", "--microphone", "0", "--model", _model);

        Assert.Equal((4, ""), (result.ExitCode, result.Output));
        Assert.Contains("-p:UseNAudio=true", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models/tiny-base")]
    [InlineData("models/tiny-large")]
    public void Recordings_computed_together_give_the_text_that_each_gives_alone(string model)
    {
        foreach (var (seconds, number) in new[] { 1.0, 2.5, 0.7, 3.1, 1.0 }.Select((seconds, number) => (seconds, number)))
            SoundFile.Write(_folder.File($"{number}.wav"), SoundFile.Babble(seconds, level: 0.1f * (number + 1)));

        string Texts(string batchSeconds)
        {
            var result = Program.Run("transcribe", _folder.Path, "--model", Repository.Fixture(model), "--beam", "1", "--batch-seconds", batchSeconds);
            Assert.True(result.ExitCode == 0, result.Error);
            return result.Output;
        }

        Assert.Equal(5, Texts("0").TrimEnd('\n').Split('\n').Length);
        Assert.Equal(Texts("0"), Texts("60"));
    }

    [Fact]
    public void A_model_without_a_head_and_a_hub_id_that_is_not_here_say_what_to_do()
    {
        var path = SoundFile.Write(_folder.File("a.wav"), SoundFile.Babble(1));
        var encoder = Path.Combine(_folder.Path, "encoder");
        Assert.Equal(0, Program.Run("convert", _model, encoder, "--encoder-only").ExitCode);

        var headless = Program.Run("transcribe", path, "--model", encoder);
        var hub = Program.Run("transcribe", path, "--model", "nobody/hubert-of-nobody");
        var missing = Program.Run("transcribe", path, "--model", "./missing/folder/here");

        Assert.Equal((3, 2, 3), (headless.ExitCode, hub.ExitCode, missing.ExitCode));
        Assert.Contains("no CTC head (lm_head)", headless.Error);
        Assert.Contains("hubert-asr run", headless.Error);
        Assert.Contains("huggingface.co/nobody/hubert-of-nobody", hub.Error);
    }

    [Fact]
    public void A_watched_folder_is_transcribed_as_recordings_appear()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no SIGINT can be sent to one process there");
        var (input, output) = (_folder.File("in"), _folder.File("out"));
        Directory.CreateDirectory(input);
        using var process = Program.Start("transcribe", "--watch", input, "--model", _model, "--output", output, "--verbose");
        SoundFile.Write(Path.Combine(input, "new.wav"), SoundFile.Babble(1));
        while (process.StandardError.ReadLine() is { } line && !line.Contains("new.wav", StringComparison.Ordinal)) { }

        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"])) kill.WaitForExit();
        process.WaitForExit();

        Assert.Equal(130, process.ExitCode);
        Assert.Equal(["new.txt"], Directory.GetFiles(output).Select(Path.GetFileName));
    }

    [Fact]
    public void An_interrupted_run_leaves_whole_files_and_nothing_half_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no SIGINT can be sent to one process there");
        var output = _folder.File("out");
        for (var file = 0; file < 40; file++) SoundFile.Write(_folder.File($"{file:00}.wav"), SoundFile.Babble(60));
        using var process = Program.Start("transcribe", _folder.Path, "--model", _model, "--format", "json", "--output", output, "--verbose");
        var error = process.StandardError;
        while (error.ReadLine() is { } line && !line.Contains("00.wav", StringComparison.Ordinal)) { }

        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"])) kill.WaitForExit();
        error.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(130, process.ExitCode);
        var files = Directory.GetFiles(output);
        Assert.InRange(files.Length, 1, 39);
        Assert.All(files, path => Assert.Equal(60.0, JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("duration").GetDouble()));
    }
}
