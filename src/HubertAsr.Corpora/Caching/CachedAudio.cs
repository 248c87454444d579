namespace HubertAsr.Corpora.Caching;

/// <summary>Where the samples of a file lie that was decoded once: 16-bit, little-endian, one channel, no header.</summary>
/// <param name="Shard">File name in the cache's folder.</param>
/// <param name="Start">First frame in the shard.</param>
/// <param name="Frames">How many.</param>
/// <param name="RateHz">The rate of the file itself.</param>
/// <param name="Fault">Why it could not be decoded; empty when it was.</param>
internal sealed record CachedAudio(string Shard, long Start, long Frames, int RateHz, string Fault);
