using Unrolled.Compiler.Emission;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Layers;
using Unrolled.Compiler.Planning;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler;

/// <summary>Compiles a model's spec to C#: a pure function, the same text for the same spec on any machine and in any culture.</summary>
public static class ModelCompiler
{
    /// <summary>The functions that equations of users may call, by their names in <c>Unrolled.Equations</c>, in the order in which messages list
    /// them.</summary>
    public static IReadOnlyList<string> EquationFunctions { get; } = [.. OwnEquations.Learned, .. Operations.Functions.Select(function => function.Name)];

    /// <summary>Everything that is wrong in <paramref name="spec"/>; empty when it can be compiled.</summary>
    public static IReadOnlyList<SpecProblem> Check(ModelSpec spec) => SpecChecker.Check(spec);

    /// <summary>What is legal in <paramref name="spec"/> but probably not meant; <paramref name="spec"/> must be without problems.</summary>
    public static IReadOnlyList<SpecProblem> Hints(ModelSpec spec) =>
        spec.WeightType == (int)WeightType.Float32 ? SpecHints.Find(spec) : [.. SpecHints.Find(spec), .. WeightPlanner.Hints(new ModelPlan(spec))];

    /// <summary>The names and sizes of <paramref name="spec"/>, which must be without problems.</summary>
    public static ModelDescription Describe(ModelSpec spec) => ModelDescriber.Describe(new ModelPlan(spec));

    /// <summary>The parameters of <paramref name="spec"/>, which must be without problems, as files of weights name them.</summary>
    public static IReadOnlyList<ParameterShape> Parameters(ModelSpec spec) =>
    [
        .. from layer in new ModelPlan(spec).Layers
           from track in layer.Tracks
           from parameter in layer.Plans!.Parameters
           select new ParameterShape($"{track.Name}.{parameter.Name}",
               new EquatableArray<int>(parameter.IsTable ? [parameter.Columns, parameter.Rows] : parameter.IsMatrix ? [parameter.Rows, parameter.Columns]
               : [parameter.Rows])),
    ];

    /// <summary>The generated files of <paramref name="spec"/>, which must be without problems: one a layer and one for the model.</summary>
    public static IReadOnlyList<GeneratedFile> Compile(ModelSpec spec)
    {
        var model = new ModelPlan(spec);
        return [ModelEmitter.Emit(model), .. model.Layers.Where(layer => layer.Plans is not null).Select(layer => LayerEmitter.Emit(model, layer))];
    }

    /// <summary>The files of a project's models, in which layers of the same code have one class and one file.</summary>
    /// <param name="models">The files of each model, as <see cref="Compile"/> gives them, in the order in which models own what they share.</param>
    public static IReadOnlyList<IReadOnlyList<GeneratedFile>> Share(IEnumerable<IReadOnlyList<GeneratedFile>> models) => SharedLayers.Of(models);
}
