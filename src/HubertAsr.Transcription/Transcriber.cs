using HubertAsr.Audio;
using HubertAsr.Decoding;
using HubertAsr.Models;
using HubertAsr.Text;
using HubertAsr.Transcription.LongForm;

namespace HubertAsr.Transcription;

/// <summary>
/// From recordings of any length to text. Memory does not grow with a recording. While one segment is in the model the next is read and the one before
/// decoded. Neighbouring segments go through the model together; none hears another.
/// </summary>
/// <example>
/// <code>
/// using var model = AcousticModel.Load(folder);
/// var vocabulary = CtcVocabulary.Load(folder);
/// var search = new PrefixBeamSearch(vocabulary, new DecodeOptions());
/// var transcriber = new Transcriber(model, vocabulary, search.Decode);
///
/// var transcript = transcriber.Transcribe("meeting.m4a");
/// Console.WriteLine(transcript.Text);
/// new TranscriptWriter(TranscriptFormat.Srt).Write(File.CreateText("meeting.srt"), transcript);
/// </code>
/// </example>
public sealed class Transcriber
{
    private readonly Func<IReadOnlyList<float[]>, Emissions[]> _encode;
    private readonly Func<Emissions, IReadOnlyList<Hypothesis>> _decode;
    private readonly TranscribeOptions _options;
    private readonly SilenceDetector _silences;
    private readonly AcousticShape _shape;

    /// <param name="model">The acoustic model; it stays the caller's, and is used by one run at a time.</param>
    /// <param name="vocabulary">The model's tokens.</param>
    /// <param name="decode">The search, best text first: greedy, or <c>new PrefixBeamSearch(…).Decode</c>.</param>
    /// <param name="options">How long recordings are cut.</param>
    /// <param name="silence">Where they may be: what counts as a pause.</param>
    public Transcriber(
        AcousticModel model, CtcVocabulary vocabulary, Func<Emissions, IReadOnlyList<Hypothesis>> decode, TranscribeOptions? options = null, SilenceOptions? silence = null)
        : this(
            model.Encode,
            decode,
            new AcousticShape(model.FrameShift, model.Config.SamplesOfOneFrame(), model.VocabularySize, vocabulary.BlankId, vocabulary.WordBoundaryId),
            options ?? new(),
            silence)
    {
        if (model.VocabularySize != vocabulary.Count)
        {
            throw new InvalidDataException(
                $"the model's head has {model.VocabularySize} tokens, vocab.json {vocabulary.Count}; they must be of one training. Copy the vocab.json that lies beside the weights.");
        }
    }

    internal Transcriber(
        Func<IReadOnlyList<float[]>, Emissions[]> encode, Func<Emissions, IReadOnlyList<Hypothesis>> decode, AcousticShape shape, TranscribeOptions options,
        SilenceOptions? silence = null) =>
        (_encode, _decode, _shape, _options, _silences) = (encode, decode, shape, options, new(silence ?? new()));

    /// <summary>Called after each segment with the seconds of sound that went through the model; on another thread.</summary>
    public Action<double>? Progressed { get; init; }

    /// <summary>Transcribes one file.</summary>
    /// <exception cref="InvalidDataException">It is no sound, or too short for one frame.</exception>
    public Transcript Transcribe(string path, AudioReadOptions? options = null) => Single(AudioInput.Of(path, options));

    /// <summary>Transcribes samples in memory, at any rate.</summary>
    /// <inheritdoc cref="Transcribe(string, AudioReadOptions?)"/>
    public Transcript Transcribe(Waveform waveform, string name = "waveform") => Single(AudioInput.Of(name, waveform));

    /// <summary>Transcribes many, one after the other, each when the caller asks for it. A bad one does not stop the rest.</summary>
    /// <exception cref="OperationCanceledException">The caller stopped it.</exception>
    public IEnumerable<TranscriptionOutcome> TranscribeAll(IEnumerable<AudioInput> inputs, CancellationToken stop = default)
    {
        using var pipeline = new TranscriptionPipeline(inputs, Cut, Encode, _options.SamplesTogether, stop);
        var assembly = NewAssembly();
        foreach (var step in pipeline.Steps())
        {
            if (step.Emissions is not null) assembly.Add(step.Segment!, step.Emissions);
            if (!step.IsLast) continue;
            yield return step.Error is null
                ? new(step.Input, assembly.Finish(step.Input, step.SampleCount), null)
                : new(step.Input, null, step.Error);
            assembly = NewAssembly();
        }

        TranscriptAssembly NewAssembly() => new(_shape, _options, EncodeUnlessStopped, _decode);

        Emissions[] EncodeUnlessStopped(IReadOnlyList<float[]> waveforms)
        {
            stop.ThrowIfCancellationRequested();
            return EncodeAlone(waveforms);
        }
    }

    private Transcript Single(AudioInput input)
    {
        var outcome = TranscribeAll([input]).Single();
        if (outcome.Error is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(outcome.Error);
        return outcome.Transcript!;
    }

    private IEnumerable<TranscriptionStep> Cut(AudioInput input)
    {
        using var reader = input.Open(AcousticModel.SampleRateHz);
        var cutter = new SegmentCutter(reader, _options, _silences, _shape.FrameShift);
        foreach (var segment in cutter.Cut())
        {
            yield return new TranscriptionStep(input) { Segment = segment };
        }
        if (cutter.SampleCount > 0 && cutter.SampleCount < _shape.MinSamples) throw TooShort(input.Name, cutter.SampleCount);
        yield return new TranscriptionStep(input) { IsLast = true, SampleCount = cutter.SampleCount };
    }

    private IEnumerable<TranscriptionStep> Encode(IReadOnlyList<TranscriptionStep> steps)
    {
        bool[] audible = [.. steps.Select(IsAudible)];
        var emissions = new Queue<Emissions>(EncodeAlone([.. steps.Where((_, index) => audible[index]).Select(step => step.Segment!.Samples)]));
        for (var index = 0; index < steps.Count; index++)
        {
            var step = steps[index];
            yield return audible[index] ? step with { Emissions = emissions.Dequeue() } : step;
            if (step.Segment is { } segment) Progressed?.Invoke((double)segment.Samples.Length / AcousticModel.SampleRateHz);
        }
    }

    // The model is not safe for two threads; while the next segments are heard, a stretch may be heard again.
    private Emissions[] EncodeAlone(IReadOnlyList<float[]> waveforms)
    {
        lock (_encode) return _encode(waveforms);
    }

    /// <summary>What follows a pause and is shorter than a frame is no speech; nor is what is below every microphone's noise, which normalisation would blow up.</summary>
    private bool IsAudible(TranscriptionStep step) => step.Segment is { } segment
        && segment.Samples.Length >= _shape.MinSamples
        && !_silences.IsSilent(segment.Samples, AcousticModel.SampleRateHz);

    private InvalidDataException TooShort(string name, long sampleCount) => new(FormattableString.Invariant(
        $"{name}: {sampleCount} samples at 16 kHz ({1000.0 * sampleCount / AcousticModel.SampleRateHz:0.#} ms); the model's shortest sound is {_shape.MinSamples} ({1000.0 * _shape.MinSamples / AcousticModel.SampleRateHz:0.#} ms). Leave it out, or join it to its neighbour."));
}
