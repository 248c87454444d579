namespace HubertAsr.Text.Numbers;

/// <summary>What some words are written as.</summary>
/// <param name="Text">In digits.</param>
/// <param name="WordCount">How many words it stands for.</param>
internal sealed record Rewriting(string Text, int WordCount);
