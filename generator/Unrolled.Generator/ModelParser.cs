using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator;

/// <summary>Reads an annotated class into a <see cref="ModelSpec"/>.</summary>
internal static class ModelParser
{
    /// <summary>The spec of <paramref name="type"/>, or null where its declaration is wrong.</summary>
    public static ModelSpec? Parse(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var attributes = type.GetAttributes();
        var model = attributes.FirstOrDefault(a => Names.IsModel(a.AttributeClass));
        if (model is null)
            return null;
        var layers = Layers(attributes, cancellation);
        var containers = new List<ContainerSpec>();
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
            containers.Insert(0, new ContainerSpec(Keyword(outer), Names.Escape(outer.Name)));
        return new ModelSpec(
            Names.Namespace(type.ContainingNamespace),
            new EquatableArray<ContainerSpec>(containers),
            Names.Escape(type.Name),
            Names.Hint(type),
            Size(model, "Inputs"),
            Size(model, "Vocabulary"),
            new EquatableArray<LayerSpec>(layers.Select(Layer)));
    }

    /// <summary>The layer attributes among <paramref name="attributes"/>, in source order.</summary>
    public static ImmutableArray<AttributeData> Layers(ImmutableArray<AttributeData> attributes, CancellationToken cancellation)
        => attributes
            .Where(a => Names.IsLayer(a.AttributeClass))
            .OrderBy(a => a.ApplicationSyntaxReference?.Span.Start ?? 0)
            .ToImmutableArray();

    private static LayerSpec Layer(AttributeData attribute)
    {
        var options = new List<LayerOption>();
        var parameters = attribute.AttributeConstructor?.Parameters ?? ImmutableArray<IParameterSymbol>.Empty;
        for (var i = 0; i < attribute.ConstructorArguments.Length && i < parameters.Length; i++)
            Add(options, parameters[i].Name, attribute.ConstructorArguments[i]);
        foreach (var argument in attribute.NamedArguments)
            Add(options, argument.Key, argument.Value);
        const string suffix = "Attribute";
        var kind = attribute.AttributeClass!.Name;
        if (kind.EndsWith(suffix, StringComparison.Ordinal) && kind.Length > suffix.Length)
            kind = kind.Substring(0, kind.Length - suffix.Length);
        return new LayerSpec(kind, new EquatableArray<LayerOption>(options));
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

    private static int Size(AttributeData model, string name)
    {
        foreach (var argument in model.NamedArguments)
        {
            if (argument.Key == name && argument.Value.Value is int size)
                return size;
        }

        return 0;
    }

    private static string Keyword(INamedTypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Interface } => "interface",
        { IsRecord: true, TypeKind: TypeKind.Struct } => "record struct",
        { IsRecord: true } => "record",
        { TypeKind: TypeKind.Struct } => "struct",
        _ => "class",
    };
}
