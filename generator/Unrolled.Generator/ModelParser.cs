using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Unrolled.Compiler.Specs;
using Unrolled.Generator.Equations;
using Unrolled.Generator.Weights;

namespace Unrolled.Generator;

/// <summary>
/// Reads an annotated class. The generator and the analyzer both use it, before and after generation: it looks at the user's
/// declarations alone, so both come to the same result.
/// </summary>
internal static class ModelParser
{
    /// <summary>Reads <paramref name="type"/>; null when it has no <c>[Model]</c>.</summary>
    public static ParsedModel? Parse(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var attributes = type.GetAttributes();
        var model = attributes.FirstOrDefault(a => Names.IsModel(a.AttributeClass));
        if (model?.ApplicationSyntaxReference is null)
            return null;

        var layers = Layers(attributes);
        var problems = new List<Diagnostic>();
        var equations = layers.Select(l => LayerEquations.IsCell(l) ? LayerEquations.Read(type, l, problems, cancellation) : null).ToImmutableArray();
        var spec = new ModelSpec(
            Names.Namespace(type.ContainingNamespace),
            new EquatableArray<ContainerSpec>(Containers(type)),
            Names.Escape(type.Name),
            Names.Hint(type),
            Size(model, "Inputs") ?? 0,
            Size(model, "Vocabulary") ?? 0,
            new EquatableArray<LayerSpec>(layers.Select((layer, i) => Layer(layer) with { Equations = equations[i]?.Spec })))
        {
            Activations = Argument(model, "Activations") as int? ?? 0,
            WeightType = Argument(model, "Weights") as int? ?? 0,
            HasSummary = Documentation.IsWritten(type, cancellation),
            Training = Argument(model, "Training") is not false,
            NativeName = Argument(model, "NativeName") as string ?? "",
        };
        CheckNativeName(spec, model, problems, cancellation);

        CheckSizes(type, model, problems, cancellation);
        CheckLayers(type, model, layers, attributes, problems, cancellation);
        var readable = problems.Count == 0 && !layers.IsEmpty && !IsBroken(model) && !layers.Any(IsBroken)
            && equations.All(e => e is null or { Spec: not null });
        ClassRules.Check(type, spec, problems, cancellation);
        return new ParsedModel(readable ? spec : null, model, layers, equations, problems.ToImmutableArray());
    }

    /// <summary>The layer attributes among <paramref name="attributes"/>, in source order.</summary>
    public static ImmutableArray<AttributeData> Layers(ImmutableArray<AttributeData> attributes)
        => attributes
            .Where(a => Names.IsLayer(a.AttributeClass) && a.ApplicationSyntaxReference is not null)
            .OrderBy(a => a.ApplicationSyntaxReference!.Span.Start)
            .ToImmutableArray();

    /// <summary>A layer's kind: its attribute's name without <c>Attribute</c>.</summary>
    public static string Kind(AttributeData layer)
    {
        const string suffix = "Attribute";
        var name = layer.AttributeClass!.Name;
        return name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - suffix.Length) : name;
    }

    private static LayerSpec Layer(AttributeData layer)
    {
        var options = new List<LayerOption>();
        var parameters = layer.AttributeConstructor?.Parameters ?? ImmutableArray<IParameterSymbol>.Empty;
        for (var i = 0; i < layer.ConstructorArguments.Length && i < parameters.Length; i++)
            Add(options, parameters[i].Name, layer.ConstructorArguments[i]);
        foreach (var argument in layer.NamedArguments)
            Add(options, argument.Key, argument.Value);
        return new LayerSpec(Kind(layer), new EquatableArray<LayerOption>(options));
    }

    private static void Add(List<LayerOption> options, string name, TypedConstant argument)
    {
        if (argument.Kind is TypedConstantKind.Primitive or TypedConstantKind.Enum && Number(argument.Value) is { } value)
            options.Add(new LayerOption(name, value));
    }

    private static double? Number(object? value) => value switch
    {
        bool b => b ? 1 : 0,
        sbyte n => n,
        byte n => n,
        short n => n,
        ushort n => n,
        int n => n,
        uint n => n,
        long n => n,
        ulong n => n,
        float n => n,
        double n => n,
        _ => null,
    };

    /// <summary>The named arguments of <paramref name="model"/> that are budgets: those that begin with <c>Max</c>.</summary>
    public static IEnumerable<(string Name, long Value)> Budgets(AttributeData model)
        => model.NamedArguments
            .Where(a => a.Key.StartsWith("Max", StringComparison.Ordinal) && a.Value.Value is long)
            .Select(a => (a.Key, (long)a.Value.Value!));

    private static int? Size(AttributeData model, string name) => Argument(model, name) as int?;

    private static object? Argument(AttributeData attribute, string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value.Kind is TypedConstantKind.Primitive or TypedConstantKind.Enum)
                return argument.Value.Value;
        }

        return null;
    }

    private static IEnumerable<ContainerSpec> Containers(INamedTypeSymbol type)
    {
        var containers = new List<ContainerSpec>();
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
            containers.Insert(0, new ContainerSpec(Keyword(outer), Names.Escape(outer.Name)));
        return containers;
    }

    // No modifiers: a part of a static class or a ref struct need not repeat them.
    private static string Keyword(INamedTypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Interface } => "interface",
        { TypeKind: TypeKind.Struct, IsRecord: true } => "record struct",
        { TypeKind: TypeKind.Struct } => "struct",
        { IsRecord: true } => "record",
        _ => "class",
    };

    // C# has already reported it: no constructor that fits, or an argument that is no constant.
    private static bool IsBroken(AttributeData attribute)
        => attribute.AttributeConstructor is null
            || attribute.ConstructorArguments.Any(a => a.Kind == TypedConstantKind.Error)
            || attribute.NamedArguments.Any(a => a.Value.Kind == TypedConstantKind.Error);

    private static void CheckSizes(INamedTypeSymbol type, AttributeData model, List<Diagnostic> problems, CancellationToken cancellation)
    {
        if (IsBroken(model))
            return;
        int? inputs = Size(model, "Inputs"), vocabulary = Size(model, "Vocabulary");
        if (inputs is null && vocabulary is null)
            problems.Add(Diagnostic.Create(Diagnostics.InputsOrVocabulary, Locations.Of(model, "", cancellation), type.Name, "neither Inputs nor Vocabulary"));
        if (inputs is not null && vocabulary is not null)
            problems.Add(Diagnostic.Create(Diagnostics.InputsOrVocabulary, Locations.Of(model, "Vocabulary", cancellation), type.Name,
                "both Inputs and Vocabulary"));
        if (inputs < 1)
            problems.Add(Diagnostic.Create(Diagnostics.ModelSize, Locations.Of(model, "Inputs", cancellation), "Inputs", type.Name, inputs));
        if (vocabulary < 1)
            problems.Add(Diagnostic.Create(Diagnostics.ModelSize, Locations.Of(model, "Vocabulary", cancellation), "Vocabulary", type.Name, vocabulary));
    }

    private static void CheckNativeName(ModelSpec spec, AttributeData model, List<Diagnostic> problems, CancellationToken cancellation)
    {
        if (Argument(model, "NativeName") is not string name || NativeNames.IsName(name))
            return;
        problems.Add(Diagnostic.Create(WeightsDiagnostics.NativeName, Locations.Of(model, "NativeName", cancellation), name, spec.Name.TrimStart('@'),
            NativeNames.Suggest(spec.Name.TrimStart('@'))));
    }

    private static void CheckLayers(
        INamedTypeSymbol type, AttributeData model, ImmutableArray<AttributeData> layers, ImmutableArray<AttributeData> attributes,
        List<Diagnostic> problems, CancellationToken cancellation)
    {
        // Where an attribute is unknown to C#, it may be the missing layer, half typed.
        if (layers.IsEmpty && !attributes.Any(a => a.AttributeClass is null or { TypeKind: TypeKind.Error }))
            problems.Add(Diagnostic.Create(Diagnostics.NoLayer, Locations.Of(model, "", cancellation), type.Name));
        var declaration = Locations.Declaration(model, cancellation);
        foreach (var layer in layers)
        {
            if (Locations.Declaration(layer, cancellation) != declaration)
                problems.Add(Diagnostic.Create(Diagnostics.SpreadLayers, Locations.Of(layer, "", cancellation), Kind(layer), type.Name));
        }
    }
}
