namespace HubertAsr.Models;

/// <summary>A module that computes the same faster once nobody will train it again.</summary>
internal interface IFoldable
{
    void Fold();
}
