namespace HubertAsr.Transcription.LongForm;

/// <summary>The numbers by which emissions are read.</summary>
/// <param name="FrameShift">Samples from one frame to the next.</param>
/// <param name="MinSamples">Samples of the shortest sound that gives a frame.</param>
/// <param name="VocabularySize">V.</param>
/// <param name="BlankId">CTC's blank.</param>
/// <param name="WordBoundaryId">The token between two words; −1 for none.</param>
internal sealed record AcousticShape(int FrameShift, int MinSamples, int VocabularySize, int BlankId, int WordBoundaryId);
