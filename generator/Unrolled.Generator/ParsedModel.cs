using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Unrolled.Compiler.Specs;
using Unrolled.Generator.Equations;

namespace Unrolled.Generator;

/// <summary>A class with <c>[Model]</c>, as it was read. Never cached: it holds symbols and locations.</summary>
/// <param name="Spec">What it declares, or null where its attributes do not say.</param>
/// <param name="Model">Its <c>[Model]</c> attribute.</param>
/// <param name="Layers">Its layer attributes, as in the spec.</param>
/// <param name="Equations">The equations of each layer, or null where it has none of its own.</param>
/// <param name="Problems">What is wrong in the declaration. With any of them nothing is generated.</param>
internal sealed record ParsedModel(ModelSpec? Spec, AttributeData Model, ImmutableArray<AttributeData> Layers, ImmutableArray<ReadEquations?> Equations,
    ImmutableArray<Diagnostic> Problems);
