namespace HubertAsr.Models;

/// <summary>The weights of a product as <see cref="ProductTile"/> reads them: panels of <see cref="Lanes"/> outputs, each [inputs, lanes]. Missing outputs of the last one are 0.</summary>
/// <param name="whole">The panels that lie one behind another.</param>
/// <param name="last">The one that is not full, if there is one.</param>
/// <param name="inputs">Numbers that each output hears.</param>
/// <param name="outputs">Outputs of all panels together.</param>
internal readonly unsafe struct Panels(float* whole, float* last, int inputs, int outputs)
{
    /// <summary>Outputs of a panel: numbers in a register of 512 bits.</summary>
    public const int Lanes = 16;

    public int Inputs => inputs;

    public int Outputs => outputs;

    public int Count => (outputs + Lanes - 1) / Lanes;

    public float* this[int panel] => panel < outputs / Lanes ? whole + ((nint)panel * inputs * Lanes) : last;
}
