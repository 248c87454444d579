using System.ComponentModel.DataAnnotations;
using HubertAsr.Models;

namespace HubertAsr.Training;

/// <summary>Everything a training run is given. The objective's model is changed in place and stays the caller's.</summary>
public sealed record TrainingJob
{
    /// <summary>What is trained, and what it is to learn.</summary>
    public required TrainingObjective Objective { get; init; }

    /// <summary>What the model's waveforms go through.</summary>
    public required PreprocessorConfig Preprocessor { get; init; }

    /// <summary>Manifest whose rows with split <c>train</c> are trained on.</summary>
    public required string TrainManifest { get; init; }

    /// <summary>Manifest whose rows with split <c>dev</c> are validated on; may be the same file.</summary>
    public required string DevManifest { get; init; }

    /// <summary>Where metrics and checkpoints go; made if it is not there.</summary>
    public required string Folder { get; init; }

    /// <summary>The section <c>[train]</c>.</summary>
    public TrainOptions Train { get; init; } = new();

    /// <summary>The section <c>[augment]</c>.</summary>
    public AugmentOptions Augment { get; init; } = new();

    /// <summary>Go on from <c>checkpoints/last</c> if it is there.</summary>
    public bool Resume { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    internal void Check()
    {
        try
        {
            Validator.ValidateObject(Train, new ValidationContext(Train), validateAllProperties: true);
            Validator.ValidateObject(Augment, new ValidationContext(Augment), validateAllProperties: true);
        }
        catch (ValidationException error)
        {
            throw new ArgumentException(error.Message, error);
        }
    }
}
