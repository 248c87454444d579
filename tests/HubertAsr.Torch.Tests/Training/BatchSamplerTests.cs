using HubertAsr.Training;

namespace HubertAsr.Tests.Training;

public class BatchSamplerTests
{
    private static readonly float[] Seconds = MakeSeconds();

    [Fact]
    public void An_epoch_holds_every_utterance_once()
    {
        var plan = Sampler().Plan(3);
        Assert.Equal(Enumerable.Range(0, Seconds.Length), Batches(plan).SelectMany(batch => batch).Order());
    }

    [Fact]
    public void A_batch_holds_at_most_its_seconds_and_has_the_longest_first()
    {
        foreach (var batch in Batches(Sampler().Plan(0)))
        {
            var lengths = batch.Select(i => Seconds[i]).ToArray();
            Assert.True(lengths.Length * lengths.Max() <= 40);
            Assert.Equal(lengths.OrderDescending(), lengths);
        }
    }

    [Fact]
    public void Near_equal_batches_differ_by_two_percent_at_most()
    {
        var sampler = new BatchSampler(Seconds, new BatchLimits(40, BatchLimits.NearEqualSpread), 1);
        Assert.All(Batches(sampler.Plan(0)), batch => Assert.True(batch.Max(i => Seconds[i]) <= 1.0200001 * batch.Min(i => Seconds[i])));
    }

    [Fact]
    public void Utterances_that_are_played_faster_or_slower_are_batched_by_what_is_heard()
    {
        var sampler = new BatchSampler(Seconds, new BatchLimits(40, BatchLimits.NearEqualSpread), 1, Speed);
        foreach (var epoch in Enumerable.Range(0, 3))
        {
            Assert.All(Batches(sampler.Plan(epoch)), batch =>
            {
                var heard = batch.Select(i => Seconds[i] / Speed(i, epoch)).ToArray();
                Assert.True(heard.Max() <= 1.020001 * heard.Min());
                Assert.True(heard.Length == 1 || heard.Length * heard.Max() <= 40.0001);
            });
        }

        static double Speed(int utterance, int epoch) => new[] { 0.8, 1, 1.2 }[(utterance + epoch) % 3];
    }

    [Fact]
    public void The_order_depends_on_seed_and_epoch_and_on_nothing_else()
    {
        Assert.Equal(Flat(Sampler().Plan(5)), Flat(Sampler().Plan(5)));
        Assert.NotEqual(Flat(Sampler().Plan(5)), Flat(Sampler().Plan(6)));
        Assert.NotEqual(Flat(Sampler().Plan(5)), Flat(Sampler(seed: 2).Plan(5)));
    }

    [Fact]
    public void Neighbours_in_a_batch_change_between_epochs()
    {
        var first = Batches(Sampler().Plan(0)).Select(batch => string.Join(',', batch.Order())).ToHashSet();
        Assert.DoesNotContain(Batches(Sampler().Plan(1)), batch => batch.Length > 2 && first.Contains(string.Join(',', batch.Order())));
    }

    [Fact]
    public void An_utterance_longer_than_a_batch_is_a_batch_of_its_own()
    {
        var plan = new BatchSampler(new float[] { 90, 1, 1 }, new BatchLimits(40, 0.25), 1).Plan(0);
        Assert.Contains(Batches(plan), batch => batch is [0]);
    }

    [Fact]
    public void A_batch_holds_no_more_utterances_than_the_recipe_counts()
    {
        var plan = new BatchSampler(Seconds, new BatchLimits(1e6, 100) { MaxUtterances = 8 }, 1).Plan(0);

        Assert.All(Batches(plan).OrderByDescending(batch => batch.Length).SkipLast(1), batch => Assert.Equal(8, batch.Length));
        Assert.Equal(Seconds.Length, Flat(plan).Distinct().Count());
    }

    [Fact]
    public void Padding_costs_less_than_a_tenth()
    {
        double padded = 0, real = 0;
        foreach (var batch in Batches(Sampler().Plan(0)))
        {
            padded += batch.Length * batch.Max(i => Seconds[i]);
            real += batch.Sum(i => Seconds[i]);
        }
        Assert.InRange(padded / real, 1, 1.1);
    }

    private static BatchSampler Sampler(int seed = 1) => new(Seconds, new BatchLimits(40, BatchLimits.OrdinarySpread), seed);

    private static IEnumerable<int[]> Batches(EpochPlan plan) => Enumerable.Range(0, plan.BatchCount).Select(i => plan.Batch(i).ToArray());

    private static int[] Flat(EpochPlan plan) => [.. Batches(plan).SelectMany(batch => batch)];

    private static float[] MakeSeconds()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 500).Select(_ => (float)(1 + 14 * random.NextDouble()))];
    }
}
