using System.ComponentModel.DataAnnotations;
using HubertAsr.Models;
using HubertAsr.Text;

namespace HubertAsr.Training;

/// <summary>Everything a training run is given. The model is changed in place and stays the caller's.</summary>
public sealed record TrainingJob
{
    /// <summary>What is trained, with the weights it starts from, on the device it lives on.</summary>
    public required HubertForCtc Model { get; init; }

    /// <summary>What the model's waveforms go through; saved with every checkpoint.</summary>
    public required PreprocessorConfig Preprocessor { get; init; }

    /// <summary>Turns transcripts into labels of the model's head, and labels into text; saved with every checkpoint.</summary>
    public required CtcTokenizer Tokenizer { get; init; }

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
    /// <exception cref="InvalidDataException">The vocabulary is not the head's.</exception>
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
        if (Tokenizer.Vocabulary.Count != Model.Config.VocabSize)
            throw new InvalidDataException($"model: the CTC head has {Model.Config.VocabSize} outputs; the vocabulary has {Tokenizer.Vocabulary.Count} tokens. Use the vocab.json that belongs to the model, or start from an encoder without a head.");
    }
}
