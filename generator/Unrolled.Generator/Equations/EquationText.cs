using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Unrolled.Generator.Equations;

/// <summary>Words for what stands in the source, for messages.</summary>
internal static class EquationText
{
    private const int Longest = 60;

    /// <summary>The source text in one line, shortened where it is long.</summary>
    public static string Of(SyntaxNode syntax)
    {
        var text = string.Join(" ", syntax.ToString().Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= Longest ? text : text.Substring(0, Longest) + "…";
    }

    /// <summary>What <paramref name="operation"/> is, with an article.</summary>
    public static string Describe(IOperation operation) => operation switch
    {
        ILoopOperation => "A loop",
        IAnonymousFunctionOperation or IDelegateCreationOperation or IMethodReferenceOperation => "A lambda or delegate",
        IFieldReferenceOperation { Field: var field } => $"The field '{field.Name}', which is not a constant (declare it const),",
        IPropertyReferenceOperation { Property: { IsIndexer: false } property } => $"The property '{property.Name}'",
        ISwitchOperation or ISwitchExpressionOperation => "A switch",
        ITryOperation => "'try'",
        IThrowOperation => "'throw'",
        IUsingOperation or IUsingDeclarationOperation => "'using'",
        ILockOperation => "'lock'",
        IAwaitOperation => "'await'",
        IBranchOperation => "A jump",
        IObjectCreationOperation or IArrayCreationOperation or ITypeParameterObjectCreationOperation or IAnonymousObjectCreationOperation =>
            $"'{Of(operation.Syntax)}', which creates an object,",
        IAssignmentOperation or IIncrementOrDecrementOperation =>
            $"The assignment '{Of(operation.Syntax)}' within an expression or to anything but a local variable",
        IInterpolatedStringOperation => "An interpolated string",
        _ => $"'{Of(operation.Syntax)}'",
    };

    /// <summary>Where a loop, switch or the like begins: its keyword says enough, and marking all its lines would not help.</summary>
    public static Location Locate(SyntaxNode syntax) => syntax switch
    {
        BlockSyntax block => block.OpenBraceToken.GetLocation(),
        ExpressionStatementSyntax { Expression: var expression } => expression.GetLocation(),
        StatementSyntax statement and not (LocalDeclarationStatementSyntax or ReturnStatementSyntax) => statement.GetFirstToken().GetLocation(),
        _ => syntax.GetLocation(),
    };
}
