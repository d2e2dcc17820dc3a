using Unrolled.EndToEnd.Tests.OwnCells;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.Conformance;

/// <summary>Cells of papers, written as equations.</summary>
internal static class OwnCells
{
    /// <summary>A new model of each.</summary>
    public static readonly Dictionary<string, Func<ModelHandle>> All = new()
    {
        ["cells/minimal gated unit"] = () => new ModelHandle<MinimalGatedUnitModel>(new(seed: 1)),
        ["cells/JANET"] = () => new ModelHandle<JanetModel>(new(seed: 1)),
        ["cells/minGRU"] = () => new ModelHandle<MinGruModel>(new(seed: 1)),
        ["cells/sLSTM"] = () => new ModelHandle<ScalarLstmModel>(new(seed: 1)),
        ["cells/coRNN"] = () => new ModelHandle<OscillatoryRnnModel>(new(seed: 1)),
        ["cells/SRU"] = () => new ModelHandle<SimpleRecurrentUnitModel>(new(seed: 1)),
        ["cells/QRNN"] = () => new ModelHandle<QuasiRecurrentModel>(new(seed: 1)),
        ["cells/Mogrifier"] = () => new ModelHandle<MogrifierModel>(new(seed: 1)),
        ["cells/awkward"] = () => new ModelHandle<AwkwardModel>(new(seed: 1)),
        ["cells/clashing"] = () => new ModelHandle<ClashingModel>(new(seed: 1)),
    };
}
