namespace HubertAsr.Cli.Stages;

/// <summary>Where the stages of one run leave what they made. Every path of a run is named here.</summary>
internal sealed record RunFolder(string Root)
{
    /// <summary>The run folder whose data, vocabulary and language model this run uses; null: its own.</summary>
    public string? SharedRoot { get; init; }

    public string Recipe => Path.Combine(Root, "recipe.toml");

    /// <summary>What made the run's numbers.</summary>
    public string Record => Path.Combine(Root, "run.json");

    public string Data => Path.Combine(SharedRoot ?? Root, "data");

    public string Manifest => Path.Combine(Data, "manifest.csv");

    public string Tokenizer => Path.Combine(SharedRoot ?? Root, "tokenizer");

    /// <summary>The language model that the recipe's <c>[lm]</c> builds.</summary>
    public string LanguageModel => Path.Combine(SharedRoot ?? Root, "lm", "lm.bin");

    public string Training => Path.Combine(Root, "train");

    /// <summary>What one iteration of pre-training makes: features, codebook, labels, training, model.</summary>
    public string Iteration(int number) => Path.Combine(Root, "pretrain", number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The run's model: a copy of the checkpoint of the lowest validation CER, free of the run that made it.</summary>
    public string Model => Path.Combine(Root, "model");

    public string Evaluation => Path.Combine(Root, "evaluation");

    public string Hypotheses => Path.Combine(Evaluation, "hypotheses.tsv");

    /// <summary>The <c>%CER</c> lines that a run ends with.</summary>
    public string ScoreLines => Path.Combine(Evaluation, "scores.txt");

    /// <summary>The same lines by the best path alone, without beam and language model; empty when that is how the run decodes.</summary>
    public string BestPathLines => Path.Combine(Evaluation, "best-path.txt");

    /// <summary>The same lines with each clip's audio exchanged for another's.</summary>
    public string ControlLines => Path.Combine(Evaluation, "control.txt");

    /// <summary>The evaluation as one page.</summary>
    public string Report => Path.Combine(Evaluation, "report.html");

    /// <summary>The receipt of a finished stage: what it was made from.</summary>
    public string Receipt(string stage) => Path.Combine(StageRunner.Shared.Any(shared => shared.Name == stage) ? SharedRoot ?? Root : Root, "stages", $"{stage}.json");
}
