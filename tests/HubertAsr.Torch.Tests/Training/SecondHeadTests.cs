using HubertAsr.Models;
using HubertAsr.Text;
using HubertAsr.Training;

namespace HubertAsr.Tests.Training;

/// <summary>Intermediate loss, and jamo and syllables together.</summary>
[Collection(nameof(OneTrainingAtATime))]
public sealed class SecondHeadTests
{
    private static readonly CtcTokenizer _syllables = CtcTokenizer.Create(CtcVocabulary.ForSyllables(["가너도루므비"]));

    private static TrainOptions Short => new()
    {
        MaxUpdates = 8,
        MaxBatchSeconds = 2.5,
        MaxSeconds = 2.5,
        MinSeconds = 0.1,
        LearningRate = 1e-3,
        FreezeConvEncoder = false,
        LogEveryUpdates = 1,
        ValidateEveryUpdates = 4,
        LoaderThreads = 1,
    };

    [Fact]
    public void Two_heads_are_trained_saved_resumed_and_heard_together()
    {
        using var corpus = new SyntheticCorpus();
        using var whole = Train(corpus, "whole", stopAfter: -1, resume: false);
        using (Train(corpus, "stopped", stopAfter: 6, resume: false)) { }
        using var resumed = Train(corpus, "stopped", stopAfter: -1, resume: true);
        Assert.Equal(whole.Rows[6..], resumed.Rows);
        Assert.All(whole.Rows, row => Assert.True(row.Second > 0));
        var folder = Path.Combine(corpus.Root, "whole", "checkpoints", "last");
        Assert.Equal(File.ReadAllBytes(SecondHead.WeightsOf(folder)), File.ReadAllBytes(SecondHead.WeightsOf(Path.Combine(corpus.Root, "stopped", "checkpoints", "last"))));

        // The folder itself is one of a single head; the second lies beside it with its own vocabulary.
        using (var plain = ModelFolder.Load(folder)) Assert.Equal(SyntheticCorpus.Tokenizer.Vocabulary.Count, plain.Model.Config.VocabSize);
        Assert.Equal(_syllables.Vocabulary.Tokens, CtcVocabulary.Load(SecondHead.FolderOf(folder)).Tokens);
        using var model = AcousticModel.Load(folder);
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var emissions = model.Encode([new float[8000], new float[6400]]);
        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.All(emissions, item =>
        {
            Assert.Equal(item.FrameCount, item.Second!.FrameCount);
            Assert.Equal(1, Enumerable.Range(0, _syllables.Vocabulary.Count).Sum(token => Math.Exp(item.Second.Frame(3)[token])), 1e-4);
            item.Second.Checked("u", _syllables.Vocabulary.Count);
        });
    }

    [Fact]
    public void The_shares_of_the_losses_add_up_to_one()
    {
        using var model = Fresh();
        using var head = SecondHead.Fresh(model.Config, _syllables.Vocabulary.Count, seed: 2);
        var options = Short with { IntermediateLayer = 1, IntermediateWeight = 0.2, SecondHeadWeight = 0.5, LossReduction = LossReduction.Sentence };
        var alone = Loss(model, Short with { LossReduction = LossReduction.Sentence }, null);
        var both = Loss(model, options, head);
        Assert.Equal((0.3 * alone.Loss) + (0.2 * both.Figures["intermediate_loss"]) + (0.5 * both.Figures["second_loss"]), both.Loss, 1e-3);
    }

    [Fact]
    public void A_middle_layer_is_trained_by_its_own_loss_and_the_layers_above_are_not()
    {
        using var model = Fresh();
        // All weight on the middle: what lies above it gets nothing.
        var options = Short with { IntermediateLayer = 1, IntermediateWeight = 0.99, SecondHeadWeight = 0 };
        using var step = Step(model, options, null);
        step.Run([Batches()], 0);
        double Norm(string name) => step.Parameters.Single(p => p.Name == name).Parameter.grad!.norm().item<float>();
        Assert.True(Norm("hubert.encoder.layers.0.feed_forward.output_dense.weight") > 20 * Norm("hubert.encoder.layers.1.feed_forward.output_dense.weight"));
    }

    [Fact]
    public void A_layer_that_the_model_does_not_have_is_refused()
    {
        using var model = Fresh();
        var error = Assert.Throws<ArgumentException>(() => Step(model, Short with { IntermediateLayer = 2 }, null));
        Assert.StartsWith("train.intermediate_layer = 2: the model has 2 layers; 1 to 1 was expected.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_heads_recompute_and_cast_like_one()
    {
        using var model = Fresh();
        using var head = SecondHead.Fresh(model.Config, _syllables.Vocabulary.Count, seed: 2);
        var options = Short with { IntermediateLayer = 1 };
        var plain = Loss(model, options, head);
        Assert.Equal(plain.Norm, Loss(model, options with { RecomputeLayers = true }, head).Norm, 1e-4 * plain.Norm);
        Assert.Equal(plain.Loss, Loss(model, options with { Precision = Precision.Bf16 }, head).Loss, 0.05 * plain.Loss);
    }

    [Fact]
    public void An_utterance_must_fit_in_both_alphabets()
    {
        using var model = HubertForCtc.Fresh(Synthetic.Nano with { VocabSize = _syllables.Vocabulary.Count }, seed: 1);
        using var head = SecondHead.Fresh(model.Config, SyntheticCorpus.Tokenizer.Vocabulary.Count, seed: 2);
        var objective = new CtcObjective(model, new PreprocessorConfig(), _syllables, Short, Synthetic.NoMasks) { Second = new SecondTask(head, SyntheticCorpus.Tokenizer) };
        var labels = _syllables.EncodeLabels("가너도"); // three syllables, six jamo
        Assert.Null(objective.ObstacleTo(6, labels));
        Assert.StartsWith("second head: 6 labels + 0 repeats", objective.ObstacleTo(5, labels)!.Arithmetic, StringComparison.Ordinal);
        Assert.StartsWith("3 labels + 0 repeats", objective.ObstacleTo(2, labels)!.Arithmetic, StringComparison.Ordinal);
    }

    private static HubertForCtc Fresh() => HubertForCtc.Fresh(Synthetic.Nano with { VocabSize = SyntheticCorpus.Tokenizer.Vocabulary.Count }, seed: 1);

    private static CtcObjective Objective(HubertForCtc model, TrainOptions options, SecondHead? head)
        => new(model, new PreprocessorConfig { ReturnAttentionMask = true }, SyntheticCorpus.Tokenizer, options, Synthetic.NoMasks)
        {
            Second = head is null ? null : new SecondTask(head, _syllables),
        };

    private static TrainStep Step(HubertForCtc model, TrainOptions options, SecondHead? head) => new(Objective(model, options, head), options);

    private static Batch Batches()
        => Batch.Pad([.. Synthetic.Utterances(2).Select((row, i) => row with { Labels = SyntheticCorpus.Tokenizer.EncodeLabels(i == 0 ? "가너" : "도 루") })]);

    private static (double Loss, double Norm, IReadOnlyDictionary<string, double> Figures) Loss(HubertForCtc model, TrainOptions options, SecondHead? head)
    {
        using var step = Step(model, options with { LearningRate = 0 }, head);
        var outcome = step.Run([Batches()], 0);
        model.ComputeIn(null);
        head?.ComputeIn(null);
        return (outcome.Loss, outcome.GradientNorm, outcome.Figures.Means());
    }

    private static Trained Train(SyntheticCorpus corpus, string folder, int stopAfter, bool resume)
    {
        using var stop = new CancellationTokenSource();
        var trained = new Trained();
        var job = corpus.Job(Short, folder);
        var model = (HubertForCtc)job.Objective.Model;
        (trained.Model, trained.Head) = (model, SecondHead.Fresh(model.Config, _syllables.Vocabulary.Count, seed: 2));
        var objective = new CtcObjective(model, job.Preprocessor, SyntheticCorpus.Tokenizer, Short, job.Augment) { Second = new SecondTask(trained.Head, _syllables) };
        trained.Seen = report =>
        {
            if (report.Update == stopAfter) stop.Cancel();
        };
        try
        {
            new Trainer(job with { Objective = objective, Resume = resume }, trained).Run(stop.Token);
        }
        catch (OperationCanceledException) when (stopAfter > 0)
        {
        }
        return trained;
    }

    private sealed class Trained : IProgress<TrainingEvent>, IDisposable
    {
        public HubertForCtc? Model { get; set; }

        public SecondHead? Head { get; set; }

        public Action<StepReport> Seen { get; set; } = _ => { };

        public List<(double Loss, double Second)> Rows { get; } = [];

        public void Report(TrainingEvent value)
        {
            if (value is not StepReport report) return;
            Rows.Add((report.Loss, report.Figures["second_loss"]));
            Seen(report);
        }

        public void Dispose()
        {
            Head?.Dispose();
            Model?.Dispose();
        }
    }
}
