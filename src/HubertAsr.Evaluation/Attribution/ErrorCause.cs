namespace HubertAsr.Evaluation.Attribution;

/// <summary>Which part of a recogniser a wrong utterance is owed to.</summary>
public enum ErrorCause
{
    /// <summary>The acoustic model holds the wrong text for likelier than the right one.</summary>
    Acoustic,

    /// <summary>The acoustic model is for the right text; language model, word bonus or hotwords outweigh it.</summary>
    LanguageModel,

    /// <summary>The right text scores higher than what was written: the search lost it.</summary>
    Search,

    /// <summary>The right text could not be written, or holds a word the language model does not know and lost by its language score.</summary>
    OutOfVocabulary,
}
