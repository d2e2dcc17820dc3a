using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

// Calls of the methods that add up sums of one stream.
internal sealed partial class StreamEmitter
{
    private void EmitSums(StreamStage stage, Func<Node, string> reference, string sums, string token = "token")
    {
        var method = Method(stage, isFused: false);
        writer.Line(Call(stage, method, new StageText(frame, method).Arguments(reference, sums, token: token)));
    }

    private void EmitFused(UnitsText units, StreamStage stage)
    {
        EmitBytes(stage);
        var memory = units.Arguments(name => name, waits: !units.IsOneVector);
        var method = Method(stage, isFused: true);
        var arguments = new StageText(frame, method).Arguments(BytesOrReference, SumsRows(stage.Space), memory);
        writer.Line(Call(stage, method, arguments));
    }

    /// <summary>The method that adds up a stage's sums of one stream, with the equations that may follow or without.</summary>
    private StageMethod Method(StreamStage stage, bool isFused) => _plan.Streams.Methods.OfType<StageMethod>()
        .First(method => method.Stage == (stage.Shares ?? stage) && method.Fused is not null == isFused && method is not StreamsMethod);

    /// <summary>A call of it.</summary>
    private static string Call(StreamStage stage, StageMethod method, string arguments)
    {
        var types = !method.MayBeAhead ? "V" : stage.Shares is null ? "V, FromBiases" : "V, FromInput";
        var backwards = !method.Stage.Alternates ? "" : stage.Alternates ? ", backwards" : ", false";
        return $"{method.Name}<{types}>({arguments}{backwards});";
    }
}
