using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Uses;

/// <summary>What an expression such as <c>model.Parameters</c>, <c>state</c> or <c>tape.InitialState</c> holds by name.</summary>
/// <param name="Model">The model's class.</param>
/// <param name="What">One of them, for a message.</param>
/// <param name="Tensors">All of them.</param>
/// <param name="Rows">How many of each there are that only run time knows: "" for one, <c>streams, </c>, <c>batch, </c> or <c>steps, batch, </c>.</param>
internal sealed record KnownTensors(INamedTypeSymbol Model, string What, IReadOnlyList<TensorDescription> Tensors, string Rows)
{
    private static readonly ImmutableHashSet<string> OfTape =
        ImmutableHashSet.Create("InitialState", "FinalState", "FinalStateGradients", "InitialStateGradients");

    /// <summary>What <paramref name="set"/> holds; null where that is not a model of this project that could be read.</summary>
    public static KnownTensors? Of(IOperation? set, ModelTable models, CancellationToken cancellation)
    {
        set = Values.Resolve(set, cancellation);
        if (set?.Type is not INamedTypeSymbol type || !Names.IsRuntime(type))
            return null;
        if (type is { Name: "State", Arity: 1 })
            return Find(type.TypeArguments[0], "state", d => d.States, Streams(set));
        if (type is { Name: "Tape", Arity: 1 })
            return Find(type.TypeArguments[0], "gate or state", d => d.Values, "steps, batch, ");
        if (set is not IPropertyReferenceOperation { Instance.Type: { } owner } property)
            return null;
        return (property.Property.Name, type.Name) switch
        {
            ("Parameters", "ParameterSet") => Find(owner, "parameter", d => d.Parameters, ""),
            ("Gradients", "GradientSet") => Find(owner, "parameter", d => d.Parameters, ""),
            ("All", "StateSet") when Argument(owner, "State") is { } model => Find(model, "state", d => d.States, Streams(property.Instance)),
            (var name, "StateSet") when OfTape.Contains(name) && Argument(owner, "Tape") is { } model => Find(model, "state", d => d.States, "batch, "),
            _ => null,
        };

        string Streams(IOperation? state) => Values.Streams(state, cancellation) == 1 ? "" : "streams, ";

        KnownTensors? Find(ITypeSymbol candidate, string what, Func<ModelDescription, IReadOnlyList<TensorDescription>> of, string rows)
        {
            for (var current = candidate as INamedTypeSymbol; current is not null; current = current.BaseType)
            {
                if (models.Describe(current, cancellation) is { } description)
                    return new KnownTensors(current, what, of(description), rows);
            }

            return null;
        }
    }

    private static ITypeSymbol? Argument(ITypeSymbol type, string name)
        => type is INamedTypeSymbol { Arity: 1 } named && named.Name == name && Names.IsRuntime(named) ? named.TypeArguments[0] : null;
}
