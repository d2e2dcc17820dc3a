using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints the exports of a model for C: thin functions over the generated class, none of which lets an exception out.</summary>
internal sealed class NativeEmitter(CodeWriter writer, ModelPlan model)
{
    private const string Native = "NativeModel.";

    private string Self => ModelEmitter.FullName(model);

    private string State => $"State<{Self}>";

    private string Prefix => model.Spec.NativeName;

    public void Emit()
    {
        writer.Summary($"The functions that {Prefix}.h declares: the exports of a native library with {model.Spec.Name.TrimStart('@')} in it.");
        using (writer.Block("internal static class NativeExports"))
        {
            Export("create", "int seed, nint model", $"{Native}Give(new {Self}(seed), model, \"model\");");
            if (model.Spec.Weights is not null)
                Export("create_embedded", "nint model", $"{Native}Give({Self}.Default, model, \"model\");");
            Export("load", "nint path, nint model", $"{Native}Give({Self}.Load({Native}Text(path, \"path\")), model, \"model\");");
            Export("free", "nint model", $"{Native}Free(model);");
            Export("state_create", "nint model, nint state", $"{Native}Give({Native}Get<{Self}>(model, \"model\").NewState(), state, \"state\");");
            Export("state_reset", "nint state", $"{Native}Get<{State}>(state, \"state\").Reset();");
            Export("state_free", "nint state", $"{Native}Free(state);");
            if (!model.HasBackwardDirection)
                EmitStep();
            EmitRun();
            writer.Line();
            Attribute("error");
            writer.Line($"private static int Error(nint text, int size) => {Native}Error(text, size);");
        }
    }

    private void EmitStep() => Export(
        "step",
        $"nint state, {(model.IsToken ? "int token" : "nint x")}, nint y",
        $"{State} stream = {Native}Get<{State}>(state, \"state\");",
        $"stream.Model.Step({(model.IsToken ? "token" : $"{Native}Span<float>(x, 1, {Self}.Inputs, \"x\")")}, stream, {Native}Span<float>(y, 1, "
            + $"{Self}.Outputs, \"y\"));");

    private void EmitRun() => Export(
        "run",
        $"nint state, {(model.IsToken ? "nint tokens" : "nint xs")}, int steps, nint ys",
        $"{State} stream = {Native}Get<{State}>(state, \"state\");",
        $"stream.Model.Run({(model.IsToken ? $"{Native}Span<int>(tokens, steps, 1, \"tokens\")" : $"{Native}Span<float>(xs, steps, {Self}.Inputs, \"xs\")")}, "
            + $"stream, {Native}Span<float>(ys, steps, {Self}.Outputs, \"ys\"));");

    private void Attribute(string name) =>
        writer.Line($"[UnmanagedCallersOnly(EntryPoint = \"{Prefix}_{name}\", CallConvs = new[] {{ typeof(CallConvCdecl) }})]");

    private void Export(string name, string parameters, params string[] body)
    {
        if (name != "create")
            writer.Line();
        Attribute(name);
        using (writer.Block("private static int "
            + $"{string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word.Substring(1)))}({parameters})"))
        {
            using (writer.Block("try"))
            {
                foreach (var line in body)
                    writer.Line(line);
                writer.Line($"return {Native}Ok;");
            }

            using (writer.Block("catch (global::System.Exception failure)"))
                writer.Line($"return {Native}Fail(failure);");
        }
    }
}
