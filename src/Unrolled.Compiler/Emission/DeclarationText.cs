using System.Globalization;
using Unrolled.Compiler.Layers;
using Unrolled.Compiler.Planning;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Emission;

/// <summary>Writes what the user declared, for the files of weights: <c>[Model(Inputs = 28)] [Lstm(64)] [Dense(10)]</c>.</summary>
internal static class DeclarationText
{
    /// <summary>The attributes in their order; an option with its default value is not written.</summary>
    public static string Of(ModelPlan model) => string.Join(" ", model.Spec.Layers.Select(Layer).Prepend(Model(model.Spec)));

    private static string Model(ModelSpec spec) =>
        spec.Vocabulary > 0 ? $"[Model(Vocabulary = {Number(spec.Vocabulary)})]" : $"[Model(Inputs = {Number(spec.Inputs)})]";

    private static string Layer(LayerSpec layer)
    {
        var kind = LayerCatalog.Find(layer.Kind)!;
        var options = new LayerOptions(layer);
        var arguments = kind.Options.Where(option => option.IsConstructorParameter).Select(option => option.Written(options.Number(option)))
            .Concat(from option in kind.Options
                    where !option.IsConstructorParameter && options.Number(option) != option.Default
                    select $"{option.Name} = {option.Written(options.Number(option))}");
        var name = layer.Equations is { } equations ? $"{layer.Kind}<{equations.Name}>" : layer.Kind;
        return arguments.Any() ? $"[{name}({string.Join(", ", arguments)})]" : $"[{name}]";
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
