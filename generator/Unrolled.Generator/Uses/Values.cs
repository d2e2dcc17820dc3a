using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Unrolled.Generator.Uses;

/// <summary>What can be said of a value before the program runs.</summary>
internal static class Values
{
    private const int Deepest = 8;

    /// <summary>The expression behind conversions and behind local variables that are assigned once, where they are declared.</summary>
    public static IOperation? Resolve(IOperation? value, CancellationToken cancellation)
    {
        for (var depth = 0; depth < Deepest; depth++)
        {
            switch (value)
            {
                case IConversionOperation conversion:
                    value = conversion.Operand;
                    break;
                case ILocalReferenceOperation local when Initializer(local, cancellation) is { } initializer:
                    value = initializer;
                    break;
                default:
                    return value;
            }
        }

        return value;
    }

    /// <summary>What a local variable is a part of: the right-hand side of <c>var (a, b) = …</c>; null where it comes from elsewhere.</summary>
    public static IOperation? Deconstructed(IOperation value, CancellationToken cancellation)
        => value is ILocalReferenceOperation { Local.DeclaringSyntaxReferences: { Length: 1 } declarations, SemanticModel: { } model }
            && declarations[0].GetSyntax(cancellation) is SingleVariableDesignationSyntax designation && model.SyntaxTree == designation.SyntaxTree
            && designation.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is { } assignment
            ? Resolve(model.GetOperation(assignment.Right, cancellation), cancellation) : null;

    /// <summary>The number of elements of a new array, a stackalloc or a collection expression, where it is constant; else null.</summary>
    public static long? Length(IOperation value, CancellationToken cancellation)
    {
        value = Resolve(value, cancellation)!;
        return value switch
        {
            IArrayCreationOperation { Initializer: { } initializer, DimensionSizes.Length: 1 } => initializer.ElementValues.Length,
            IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes } when sizes[0].ConstantValue is { HasValue: true, Value: int size } => size,
            _ => Length(value.Syntax, value.SemanticModel, cancellation),
        };
    }

    /// <summary>How many streams a state is made for, where that is constant; else null.</summary>
    public static long? Streams(IOperation? state, CancellationToken cancellation)
        => Resolve(state, cancellation) is not IInvocationOperation { TargetMethod.Name: "NewState" } call ? null
        : call.Arguments.Length == 0 ? 1
        : call.Arguments[0].Value.ConstantValue is { HasValue: true, Value: int streams } ? streams : null;

    // Roslyn 4.8 has no operations for these two.
    private static long? Length(SyntaxNode syntax, SemanticModel? model, CancellationToken cancellation) => syntax switch
    {
        CollectionExpressionSyntax collection when collection.Elements.All(e => e is ExpressionElementSyntax) => collection.Elements.Count,
        StackAllocArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions.Count,
        ImplicitStackAllocArrayCreationExpressionSyntax { Initializer: var initializer } => initializer.Expressions.Count,
        StackAllocArrayCreationExpressionSyntax { Type: ArrayTypeSyntax { RankSpecifiers.Count: 1 } array } when array.RankSpecifiers[0].Sizes.Count == 1
            && model?.GetConstantValue(array.RankSpecifiers[0].Sizes[0], cancellation) is { HasValue: true, Value: int length } => length,
        _ => null,
    };

    private static IOperation? Initializer(ILocalReferenceOperation reference, CancellationToken cancellation)
    {
        var local = reference.Local;
        if (local.RefKind != RefKind.None || local.DeclaringSyntaxReferences.Length != 1
            || local.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is not VariableDeclaratorSyntax { Initializer.Value: { } initializer } declarator
            || reference.SemanticModel is not { } model || model.SyntaxTree != declarator.SyntaxTree)
            return null;
        var scope = declarator.Ancestors().FirstOrDefault(n => n is MemberDeclarationSyntax and not GlobalStatementSyntax)
            ?? declarator.SyntaxTree.GetRoot(cancellation);
        return scope.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == local.Name && IsWritten(name))
            ? null
            : model.GetOperation(initializer, cancellation);
    }

    private static bool IsWritten(IdentifierNameSyntax name) => name.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == name,
        ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None) || argument.Parent?.Parent is AssignmentExpressionSyntax,
        RefExpressionSyntax => true,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.AddressOfExpression } => true,
        _ => false,
    };
}
