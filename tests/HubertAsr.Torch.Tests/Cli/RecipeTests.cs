using HubertAsr.Cli.Recipes;
using HubertAsr.Training;

namespace HubertAsr.Tests.Cli;

public sealed class RecipeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recipe").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_recipe_that_says_nothing_is_all_defaults()
    {
        Assert.Equal(new TrainOptions(), Load("").Section<TrainOptions>());
    }

    [Fact]
    public void A_printed_recipe_is_a_valid_recipe_that_prints_the_same()
    {
        var printed = Load("[train]\nlearning_rate = 1e-4\nschedule = 'cosine'\n").Print();

        var again = Load(printed);

        Assert.Equal(printed, again.Print());
        Assert.Equal(1e-4, again.Section<TrainOptions>().LearningRate);
        Assert.Equal(ScheduleShape.Cosine, again.Section<TrainOptions>().Schedule);
    }

    [Fact]
    public void An_override_wins_over_the_file_and_needs_no_section_there()
    {
        var recipe = Load("[train]\nseed = 1\n", "train.seed=7", "augment.mask_time_prob=0.5");

        Assert.Equal(7, recipe.Section<TrainOptions>().Seed);
        Assert.Equal(0.5, recipe.Section<AugmentOptions>().MaskTimeProb);
    }

    [Theory]
    [InlineData("[train]\nseed = 1\nlerning_rate = 1e-5\n", "recipe.toml:3: unknown key 'lerning_rate' in [train]; did you mean 'learning_rate'?")]
    [InlineData("[decode]\nbeam = 1\nchunk_second = 9\n", "recipe.toml:3: unknown key 'chunk_second' in [decode]; did you mean 'chunk_seconds'?")]
    [InlineData("[decode]\nsilence_margin_db = 0.0\n", "recipe.toml:2: decode.silence_margin_db = 0.0; allowed is 1 to 60.")]
    [InlineData("[trian]\n", "recipe.toml:1: unknown section [trian]; did you mean [train]?")]
    [InlineData("[train]\nlearning_rate = 'fast'\n", "recipe.toml:2: train.learning_rate = \"fast\"; a number was expected.")]
    [InlineData("[train]\nlearning_rate = 3.0\n", "recipe.toml:2: train.learning_rate = 3.0; allowed is 0 to 1.")]
    [InlineData("[train]\naccumulate_batches = 99999999999\n", "recipe.toml:2: train.accumulate_batches = 99999999999; a whole number of less than ten digits was expected. Allowed is 1 to 1024.")]
    [InlineData("[train]\nkeep_best = nan\n", "recipe.toml:2: train.keep_best = nan; a whole number was expected. Allowed is 1 to 1000.")]
    [InlineData("[train]\nlearning_rate = nan\n", "recipe.toml:2: train.learning_rate = nan; allowed is 0 to 1.")]
    [InlineData("[train]\ninitial_loss_scale = 1e16\n", "recipe.toml:2: train.initial_loss_scale = 10000000000000000.0; allowed is 1 to 1000000000000000.")]
    [InlineData("[train]\nschedule = 3\n", "recipe.toml:2: train.schedule = 3; one of tri_stage | linear | cosine | constant was expected.")]
    [InlineData("[train]\nfinal_learning_rate_scale = 0\n", "recipe.toml: [train]: final_learning_rate_scale 0: tri_stage falls by a constant factor an update and never comes to 0")]
    [InlineData("[augment]\nspeed_factors = [1.0, nan]\n", "recipe.toml: [augment]: speed_factors: NaN is not between 0.5 and 2.")]
    [InlineData("[train]\nschedule = 'steps'\n", "recipe.toml:2: train.schedule = \"steps\"; one of tri_stage | linear | cosine | constant was expected.")]
    [InlineData("[train]\nseed = 1\nseed = 2\n", "recipe.toml(3,1)")]
    [InlineData("[train\n", "recipe.toml(1")]
    [InlineData("[train]\nmin_seconds = 30.0\n", "recipe.toml: [train]: min_seconds 30 is not below max_seconds 20.")]
    [InlineData("[train]\nschedule = '${NO_SUCH_VARIABLE}'\n", "recipe.toml:2: train.schedule")]
    public void A_wrong_recipe_says_where_and_what_is_allowed(string text, string message)
    {
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => Load(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train.seed")]
    [InlineData("seed=1")]
    public void An_override_of_another_form_is_refused(string text)
    {
        Assert.Contains("'section.key=value' was expected", Assert.Throws<ArgumentException>(() => Load("", text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fingerprint_moves_with_its_own_sections_only()
    {
        var recipe = Load("");

        Assert.NotEqual(recipe.Fingerprint(typeof(TrainOptions)), Load("", "train.seed=7").Fingerprint(typeof(TrainOptions)));
        Assert.Equal(recipe.Fingerprint(typeof(AugmentOptions)), Load("", "train.seed=7").Fingerprint(typeof(AugmentOptions)));
    }

    private RecipeFile Load(string text, params string[] overrides)
    {
        // Where a model comes from is the one thing that has no default; it stands last, so that lines count as in the table.
        var model = text.Contains("[model]", StringComparison.Ordinal) ? "" : "[model]\nsize = 'nano'\n";
        File.WriteAllText(Path.Combine(_folder, "recipe.toml"), text + model);
        return RecipeFile.Load(_folder, overrides);
    }
}
