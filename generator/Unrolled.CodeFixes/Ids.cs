namespace Unrolled.CodeFixes;

/// <summary>The diagnostics that have a fix. Pages on each are in docs/diagnostics.</summary>
internal static class Ids
{
    public const string NotPartial = "UNR0001";
    public const string LayerWithoutModel = "UNR0002";
    public const string SpreadLayers = "UNR0005";
    public const string NotOrdinaryClass = "UNR0008";
    public const string ConstructorChain = "UNR0012";
    public const string RequiredMember = "UNR0013";
    public const string FileLocal = "UNR0014";
    public const string ForgetBias = "UNR0039";
    public const string OwnCellOption = "UNR0044";
    public const string NoForgetBias = "UNR0050";
    public const string NoEffect = "UNR0051";
    public const string TrainedWeights = "UNR0054";
    public const string UnknownName = "UNR0091";

    /// <summary>The property of UNR0091 with the nearest name.</summary>
    public const string Nearest = "Nearest";
}
