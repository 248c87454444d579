using System.Globalization;
using HubertAsr.Audio;
using HubertAsr.Models;
using HubertAsr.Transcription;

namespace HubertAsr.Cli.Transcribing;

/// <summary><c>--channel mix|0|1|all</c>: which channels of a recording become inputs.</summary>
internal sealed record ChannelChoice(int? One, bool IsAll)
{
    /// <summary><c>--raw-rate</c>: rate of headerless PCM; with it standard input is such PCM. Null when it was not said.</summary>
    public int? RawRateHz { get; init; }

    public static ChannelChoice Parse(string word) => word switch
    {
        "mix" => new(null, false),
        "all" => new(null, true),
        _ when int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var channel) => new(channel, false),
        _ => throw new ArgumentException($"--channel '{word}': mix, all or a channel's number from 0 was expected."),
    };

    /// <summary>The inputs of a recording: one, or with <c>all</c> one a channel, their names ending in <c>#N</c>.</summary>
    public IEnumerable<AudioInput> InputsOf(AudioWord word)
    {
        if (word.Row is { } row) return [new(word.Name, rateHz => WaveformReader.Of(row.Shelf.Read(row.Row, rateHz), word.Name, rateHz)) { Key = word.Key }];
        if (!IsAll || word.Path is not { } path) return [Input(word, One)];
        try
        {
            var channels = AudioFile.ReadInfo(path).Channels;
            return channels == 1 ? [Input(word, null)] : Enumerable.Range(0, channels)
                .Select(channel => Input(word with { Name = $"{word.Name}#{channel}", Key = $"{word.Key}.{channel}" }, channel));
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // Told when its turn comes, as of any other bad file.
            return [new(word.Name, _ => throw error)];
        }
    }

    private AudioInput Input(AudioWord word, int? channel)
    {
        WaveformReader Open(int rateHz)
        {
            var options = new AudioReadOptions { Channel = channel, TargetRateHz = rateHz, RawSampleRateHz = RawRateHz ?? AcousticModel.SampleRateHz, RawWithoutHeader = RawRateHz is not null && word.Path is null };
            return word.Path is { } path ? AudioFile.Open(path, options) : AudioFile.Open(Console.OpenStandardInput(), word.Name, options);
        }

        return new AudioInput(word.Name, Open) { Key = word.Key, Channel = channel };
    }
}
