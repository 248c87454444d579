using HubertAsr.Audio.Formats;
using NAudio.Wave;

namespace HubertAsr.Audio;

/// <summary>The microphone, through NAudio (Windows). Part of the build only with <c>-p:UseNAudio=true</c>, which is the default there.</summary>
public static class Microphone
{
    /// <summary>Records one channel at 16 kHz until the caller stops it, then ends like a file.</summary>
    /// <param name="stop">Ends the recording.</param>
    /// <param name="device">Number of the recording device, from 0.</param>
    public static WaveformReader Open(CancellationToken stop, int device = 0) => new(new MicrophoneSource(device, stop), new AudioReadOptions());

    private sealed class MicrophoneSource : AudioSource
    {
        private const int SampleRateHz = 16000;

        private readonly System.Collections.Concurrent.BlockingCollection<float> _samples = [];
        private readonly WaveInEvent _input;
        private readonly CancellationTokenRegistration _stopping;

        public MicrophoneSource(int device, CancellationToken stop) : base("microphone")
        {
            _input = new WaveInEvent { DeviceNumber = device, WaveFormat = new NAudio.Wave.WaveFormat(SampleRateHz, 16, 1) };
            _input.DataAvailable += (_, data) =>
            {
                for (var at = 0; at + 1 < data.BytesRecorded; at += 2) _samples.Add(BitConverter.ToInt16(data.Buffer, at) / 32768f);
            };
            _input.RecordingStopped += (_, _) => _samples.CompleteAdding();
            _input.StartRecording();
            _stopping = stop.Register(_input.StopRecording);
        }

        public override AudioInfo Info { get; } = new(long.MaxValue, SampleRateHz, 1, "s16le");

        public override int Read(Span<float> interleaved)
        {
            var count = 0;
            while (count < interleaved.Length && _samples.TryTake(out var sample, Timeout.Infinite)) interleaved[count++] = sample;
            return count;
        }

        public override void Skip(long frames)
        {
            for (; frames > 0 && _samples.TryTake(out _, Timeout.Infinite); frames--)
            {
            }
        }

        public override void Dispose()
        {
            _stopping.Dispose();
            _input.Dispose();
        }
    }
}
