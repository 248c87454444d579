using System.Text.Json;
using HubertAsr.Corpora;
using HubertAsr.Decoding;
using HubertAsr.Models;
using HubertAsr.Tests.Training;
using HubertAsr.Torch.Tests.Models;
using HubertAsr.Training.Pretraining;

namespace HubertAsr.Tests.Pretraining;

/// <summary>Features → k-means → labels.</summary>
public sealed class TargetTests
{
    [Fact]
    public void Every_frame_gets_the_nearest_centre_as_a_search_over_all_of_them_finds_it()
    {
        var random = new Random(3);
        var (frames, centres) = (Numbers(random, 200 * 5), Numbers(random, 7 * 5));
        var found = new Codebook(centres, 7, 5).Assign(frames);
        for (var frame = 0; frame < 200; frame++)
        {
            double[] distances = [.. Enumerable.Range(0, 7).Select(centre => Enumerable.Range(0, 5).Sum(d => Math.Pow(frames[frame * 5 + d] - centres[centre * 5 + d], 2)))];
            Assert.Equal(Array.IndexOf(distances, distances.Min()), found.Labels[frame]);
            Assert.Equal(distances.Min(), found.SquaredDistances[frame], 1e-4);
        }
    }

    [Fact]
    public void Three_clouds_of_points_are_found_whatever_the_seed()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        float[] points = [.. Enumerable.Range(0, 600).SelectMany(i => new[] { (float)(10 * (i % 3) + random.NextDouble()), (float)(-5 * (i % 3) + random.NextDouble()) })];
        using var sample = Sample(folder.Path, points, 2);
        for (var seed = 1; seed <= 5; seed++)
        {
            var found = new MiniBatchKMeans(new KMeansOptions { Clusters = 3, BatchFrames = 50, Initializations = 3, ClusterSeed = seed }).Fit(sample);
            Assert.Equal([200, 200, 200], found.Counts);
            Assert.InRange(found.InertiaPerFrame, 0.1, 0.3); // two uniform coordinates: 2 / 12
        }
    }

    [Fact]
    public void One_seed_gives_one_codebook()
    {
        using var folder = new TemporaryFolder();
        using var sample = Sample(folder.Path, Numbers(new Random(4), 900 * 3), 3);
        var options = new KMeansOptions { Clusters = 8, BatchFrames = 100, Initializations = 2 };
        Assert.Equal(new MiniBatchKMeans(options).Fit(sample).Codebook.Centroids, new MiniBatchKMeans(options).Fit(sample).Codebook.Centroids);
    }

    [Fact]
    public void Fewer_frames_than_clusters_are_refused_with_both_numbers()
    {
        using var folder = new TemporaryFolder();
        using var sample = Sample(folder.Path, Numbers(new Random(1), 9 * 2), 2);
        var error = Assert.Throws<InvalidDataException>(() => new MiniBatchKMeans(new KMeansOptions { Clusters = 10 }).Fit(sample));
        Assert.Contains("9 frames for 10 clusters", error.Message);
    }

    [Fact]
    public void A_codebook_is_read_as_it_was_written()
    {
        using var folder = new TemporaryFolder();
        var codebook = new Codebook(Numbers(new Random(2), 6), 3, 2);
        codebook.Save(folder["kmeans.safetensors"]);
        var read = Codebook.Load(folder["kmeans.safetensors"]);
        Assert.Equal(codebook.Centroids, read.Centroids);
        Assert.Equal((3, 2), (read.ClusterCount, read.Dimension));
    }

    [Fact]
    public void Labels_are_those_of_the_features_of_the_same_utterance()
    {
        using var corpus = new SyntheticCorpus();
        using var mfcc = new MfccFeatures();
        var (features, labels) = (Path.Combine(corpus.Root, "features"), Path.Combine(corpus.Root, "labels"));
        var summary = new FeatureExtraction(mfcc, 1, 1).Run(corpus.Manifest, features);
        Assert.Equal(8, summary.Utterances); // dev is not clustered
        using var sample = FrameSample.Open(features);
        Assert.Equal(summary.Frames, sample.FrameCount);
        var codebook = new MiniBatchKMeans(new KMeansOptions { Clusters = 12, BatchFrames = 200, Initializations = 2 }).Fit(sample).Codebook;
        var labelled = new FrameLabeling(mfcc, codebook).Run(corpus.Manifest, labels);
        Assert.Equal(11, labelled.Utterances);

        using var store = FrameLabels.Open(labels);
        using var audio = new UtteranceAudio(corpus.Manifest);
        foreach (var row in Manifest.Read(corpus.Manifest))
        {
            Assert.True(store.TryRead(row.Id, out var read));
            Assert.Equal(codebook.Assign(mfcc.Extract(audio.Read(row, 16_000).Samples)).Labels, read);
        }

        Assert.False(store.TryRead("nobody", out _));
        Assert.Equal((12, 100.0), (store.ClusterCount, store.RateHz));
        Assert.Equal(labelled.Frames, labelled.Counts.Sum());
    }

    [Fact]
    public void A_share_of_the_frames_is_drawn_alike_every_time_and_another_seed_draws_others()
    {
        using var corpus = new SyntheticCorpus(train: 30);
        using var mfcc = new MfccFeatures();
        long Frames(string folder, int seed, double share) => new FeatureExtraction(mfcc, share, seed).Run(corpus.Manifest, Path.Combine(corpus.Root, folder)).Frames;
        var (all, third) = (Frames("all", 1, 1), Frames("third", 1, 0.3));
        Assert.InRange(third / (double)all, 0.25, 0.35);
        Frames("again", 1, 0.3);
        Frames("other", 2, 0.3);
        byte[] Bytes(string folder) => File.ReadAllBytes(Path.Combine(corpus.Root, folder, "00000.f32"));
        Assert.Equal(Bytes("third"), Bytes("again"));
        Assert.NotEqual(Bytes("third"), Bytes("other"));
    }

    [Fact]
    public void A_stopped_extraction_and_labelling_go_on_after_the_last_whole_shard()
    {
        using var corpus = new SyntheticCorpus(train: 1100, dev: 1);
        using var mfcc = new MfccFeatures();
        string Folder(string name) => Path.Combine(corpus.Root, name);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => new FeatureExtraction(mfcc, 1, 1).Run(corpus.Manifest, Folder("stopped"), _ => stop.Cancel(), stop.Token));
        Assert.Throws<InvalidDataException>(() => FrameSample.Open(Folder("stopped")));
        var firstShard = File.GetLastWriteTimeUtc(Path.Combine(Folder("stopped"), "00000.f32"));
        var resumed = new FeatureExtraction(mfcc, 1, 1).Run(corpus.Manifest, Folder("stopped"));
        var whole = new FeatureExtraction(mfcc, 1, 1).Run(corpus.Manifest, Folder("whole"));
        Assert.Equal(firstShard, File.GetLastWriteTimeUtc(Path.Combine(Folder("stopped"), "00000.f32")));
        Assert.Equal((whole.Frames, whole.ShardCount, 3), (resumed.Frames, resumed.ShardCount, resumed.ShardCount));

        var codebook = new Codebook(Numbers(new Random(1), 4 * 39), 4, 39);
        using var again = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => new FrameLabeling(mfcc, codebook).Run(corpus.Manifest, Folder("labels"), _ => again.Cancel(), again.Token));
        var labels = new FrameLabeling(mfcc, codebook).Run(corpus.Manifest, Folder("labels"));
        Assert.Equal(new FrameLabeling(mfcc, codebook).Run(corpus.Manifest, Folder("labels-whole")).Counts, labels.Counts);
        using var store = FrameLabels.Open(Folder("labels"));
        Assert.All(Manifest.Read(corpus.Manifest), row => Assert.True(store.TryRead(row.Id, out _)));
    }

    [Fact]
    public void Features_of_a_layer_are_the_hidden_states_of_the_reference_before_any_last_norm()
    {
        foreach (var model in new[] { "tiny-base", "tiny-large" })
        {
            var folder = Repository.Golden($"models/{model}");
            using var reader = Decoding.SafetensorsReader.Open(Repository.Golden($"outputs/{model}.safetensors"));
            var wave = reader.ReadFloats("clip0.waveform");
            var layers = HubertConfig.Read(Path.Combine(folder, "config.json")).NumHiddenLayers;
            foreach (var layer in new[] { 1, layers })
            {
                using var features = new HubertLayerFeatures(folder, layer);
                var expected = reader.ReadFloats($"clip0.hidden.{layer}");
                var found = features.Extract(wave);
                Assert.Equal(expected.Length, found.Length);
                for (var i = 0; i < found.Length; i++) Assert.Equal(expected[i], found[i], 1e-4);
                Assert.Equal(features.FrameCount(wave.Length) * features.Dimension, found.Length);
            }

            Assert.Contains($"layers 1 to {layers}", Assert.Throws<InvalidDataException>(() => new HubertLayerFeatures(folder, layers + 1)).Message);
        }
    }

    [Fact]
    public void Clusters_of_real_speech_are_as_tight_as_those_of_scikit_learn()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Repository.Golden("kmeans.json")));
        var expected = golden.RootElement.GetProperty("runs").EnumerateArray().Average(run => run.GetProperty("inertia_per_frame").GetDouble());
        var table = Repository.Data("pansori-tedxkr/dev.tsv");
        Assert.SkipUnless(Audio.Ffmpeg.Find() is not null, "ffmpeg, which reads FLAC, is not on the path");
        using var folder = new TemporaryFolder();
        using (var writer = new ManifestWriter(folder["manifest.csv"]))
        {
            foreach (var path in File.ReadLines(table).Skip(1).Select(line => line.Split('\t')[0]).Order(StringComparer.Ordinal).Take(120))
                writer.Write(new Utterance { Id = path, Audio = Path.Combine(Path.GetDirectoryName(table)!, path), Split = "train" });
            writer.Commit();
        }

        using var mfcc = new MfccFeatures();
        var summary = new FeatureExtraction(mfcc, 1, 1).Run(folder["manifest.csv"], folder["features"]);
        Assert.Equal(golden.RootElement.GetProperty("frames").GetInt64(), summary.Frames);
        using var sample = FrameSample.Open(folder["features"]);
        // On two cores scikit-learn took 17 to 28 s for this.
        var found = new MiniBatchKMeans(new KMeansOptions()).Fit(sample);
        TestContext.Current.SendDiagnosticMessage(FormattableString.Invariant($"inertia {found.InertiaPerFrame:F2} a frame after {found.Steps} steps; scikit-learn {expected:F2}"));
        Assert.InRange(found.InertiaPerFrame, 0, 1.02 * expected);
    }

    [Fact]
    public void Clusters_that_are_the_letters_tell_all_of_them_and_clusters_drawn_by_lot_tell_nothing()
    {
        var exact = TargetQuality.Of(new long[,] { { 30, 0, 0 }, { 0, 20, 0 }, { 0, 0, 50 } });
        Assert.Equal((100, 1.0, 1.0), (exact.Frames, exact.PhonePurity, exact.ClusterPurity));
        Assert.Equal(1, exact.Pnmi, 1e-12);
        Assert.Equal(0, TargetQuality.Of(new long[,] { { 10, 30 }, { 5, 15 } }).Pnmi, 1e-12);
        // Two letters of 8 frames, one cluster holds 6 + 2, the other 2 + 6: I = ln 2 − H(1/4).
        var half = TargetQuality.Of(new long[,] { { 6, 2 }, { 2, 6 } });
        Assert.Equal((0.75, 0.75), (half.PhonePurity, half.ClusterPurity));
        Assert.Equal(1 - (0.25 * Math.Log(4) + 0.75 * Math.Log(4 / 3.0)) / Math.Log(2), half.Pnmi, 1e-12);
    }

    [Fact]
    public void Clusters_are_judged_against_the_letters_that_an_alignment_finds()
    {
        // Frames say _ 1 1 _ 2 1: a letter lasts until the next begins, and the first also has what is before it.
        int[] said = [0, 1, 1, 0, 2, 1];
        var emissions = new Emissions([.. said.SelectMany(letter => Enumerable.Range(0, 3).Select(token => token == letter ? -0.02f : -4.6f))], said.Length, 3);

        int[] heard = LetterFrames.Heard(emissions, [1, 2, 1], blank: 0, frameCount: 12);

        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 1, 1], heard);
        var counts = new long[3, 2];
        foreach (var letter in heard) counts[letter, letter - 1]++;
        Assert.Equal(1, TargetQuality.Of(counts).Pnmi, 1e-12);
    }

    [Fact]
    public void A_cluster_that_takes_over_is_a_collapse()
    {
        Assert.False(ClusterUse.Of([25, 25, 25, 25]).IsCollapsed);
        Assert.Equal(4, ClusterUse.Of([25, 25, 25, 25]).Perplexity, 1e-9);
        Assert.Equal(1.5 * Math.Log(2), ClusterUse.Of([50, 25, 25]).Entropy, 1e-9);
        var fallen = ClusterUse.Of([90, 10, 0]);
        Assert.True(fallen.IsCollapsed);
        Assert.Equal((2, 3, 0.9), (fallen.Used, fallen.Clusters, fallen.TopShare));
    }

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(4 * random.NextDouble() - 2))];

    /// <summary>Frames as an extraction leaves them.</summary>
    private static FrameSample Sample(string folder, float[] frames, int dimension)
    {
        File.WriteAllBytes(Path.Combine(folder, "00000.f32"), System.Runtime.InteropServices.MemoryMarshal.AsBytes(frames.AsSpan()).ToArray());
        File.WriteAllText(Path.Combine(folder, "features.json"), JsonSerializer.Serialize(
            new FeatureSummary("", dimension, 100, 1, 1, frames.Length / dimension, 0, 0, new Dictionary<int, long>(), [], true)));
        return FrameSample.Open(folder);
    }
}
