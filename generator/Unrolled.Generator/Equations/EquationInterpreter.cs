using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Equations;

/// <summary>
/// Runs a <c>Step</c> method once on vectors of unknown content, and writes down each operation: what is left of branches on constants, helpers
/// and reassigned variables is a straight line of steps, in the order in which C# evaluates them.
/// </summary>
internal sealed partial class EquationInterpreter(INamedTypeSymbol cell, IMethodSymbol step, EquationProgram program, EquationProblems problems)
{
    private const int MostOperations = 20_000;

    // Methods do not call themselves, so a variable is alive at most once and its symbol is enough to find it.
    private readonly Dictionary<ISymbol, EquationValue> _variables = new(SymbolEqualityComparer.Default);
    private readonly List<Activation> _calls = [];
    private readonly Dictionary<SyntaxTree, SemanticModel> _models = [];
    private ImmutableArray<string> _names = ImmutableArray<string>.Empty;
    private int _operations;

    /// <summary>The values that <c>Step</c> returns; null where it cannot be read, which is then reported, by C# if not here.</summary>
    public EquationResult[]? Run()
    {
        try
        {
            for (var i = 0; i < step.Parameters.Length; i++)
                _variables[step.Parameters[i]] = new EquationValue.Vector(i);
            var result = Execute(step, EquationTarget.None);
            var values = result is EquationValue.Tuple tuple ? tuple.Elements : ImmutableArray.Create(result);
            if (values.Length != _names.Length || !values.All(v => v is EquationValue.Vector))
                return null;
            return values.Select((value, i) => new EquationResult(_names[i], ((EquationValue.Vector)value).Number)).ToArray();
        }
        catch (InsufficientExecutionStackException)
        {
            return TooLarge();
        }
        catch (TooLargeException)
        {
            return TooLarge();
        }
    }

    private EquationResult[]? TooLarge()
    {
        problems.Report(EquationDiagnostics.TooLarge, step.Locations[0], cell.Name, MostOperations);
        return null;
    }

    /// <summary>Runs the body of <paramref name="method"/>, whose parameters have their values.</summary>
    private EquationValue Execute(IMethodSymbol method, EquationTarget caller)
    {
        var body = Body(method);
        if (body is null)
            return Silent(method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(problems.Cancellation));
        var activation = new Activation(method.PartialDefinitionPart ?? method, caller);
        _calls.Add(activation);
        Execute(body);
        _calls.RemoveAt(_calls.Count - 1);
        return activation.Result ?? Silent(body.Syntax);
    }

    private IBlockOperation? Body(IMethodSymbol method)
    {
        var declared = (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(problems.Cancellation);
        if (declared is null || !problems.Compilation.ContainsSyntaxTree(declared.SyntaxTree))
            return null;
        return Model(declared.SyntaxTree).GetOperation(declared, problems.Cancellation) switch
        {
            IMethodBodyOperation body => body.BlockBody ?? body.ExpressionBody,
            ILocalFunctionOperation function => function.Body,
            _ => null,
        };
    }

    private SemanticModel Model(SyntaxTree tree)
    {
        if (!_models.TryGetValue(tree, out var model))
            _models[tree] = model = problems.Compilation.GetSemanticModel(tree);
        return model;
    }

    private bool Execute(IBlockOperation block)
    {
        foreach (var statement in block.Operations)
        {
            if (Execute(statement))
                return true;
        }

        return false;
    }

    /// <summary>Runs a statement; true when the method has returned.</summary>
    private bool Execute(IOperation statement)
    {
        Count();
        switch (statement)
        {
            case IBlockOperation block:
                return Execute(block);
            case ILabeledOperation { Operation: { } labeled }:
                return Execute(labeled);
            case IVariableDeclarationGroupOperation group:
                foreach (var declarator in group.Declarations.SelectMany(d => d.Declarators))
                    Declare(declarator);
                return false;
            case IExpressionStatementOperation { Operation: var expression }:
                Execute(expression, statement);
                return false;
            case IConditionalOperation branch:
                return Condition(branch.Condition) switch
                {
                    true => Execute(branch.WhenTrue),
                    false => branch.WhenFalse is not null && Execute(branch.WhenFalse),
                    null => Forget(branch),
                };
            case IReturnOperation { ReturnedValue: { } value, Kind: OperationKind.Return }:
                Return(value);
                return true;
            case IEmptyOperation or ILocalFunctionOperation:
                return false;
            case IInvalidOperation:
                Silent(statement.Syntax);
                return false;
            default:
                Unreadable(statement, EquationText.Locate(statement.Syntax));
                return Forget(statement);
        }
    }

    private void Execute(IOperation expression, IOperation statement)
    {
        switch (expression)
        {
            case ISimpleAssignmentOperation { IsRef: false, Target: IDiscardOperation } assignment:
                Evaluate(assignment.Value, EquationTarget.None);
                break;
            case ISimpleAssignmentOperation { IsRef: false } assignment when Variable(assignment.Target) is { } variable:
                Assign(variable, assignment.Value);
                break;
            case ICompoundAssignmentOperation { OperatorMethod: { } method } assignment when Variable(assignment.Target) is { } variable
                && Vocabulary.IsVec(method.ContainingType):
                var first = program.Next;
                var left = Evaluate(assignment.Target, EquationTarget.None);
                Store(variable, Operate(assignment, method, left, assignment.Value, TargetOf(variable)), first);
                break;
            case ICompoundAssignmentOperation { OperatorMethod: null } assignment when Variable(assignment.Target) is { } variable:
                _variables[variable] = Fold(
                    assignment, ConstantFolding.Binary(assignment.OperatorKind, assignment.Type, Content(Evaluate(assignment.Target, EquationTarget.None)),
                        Content(Evaluate(assignment.Value, EquationTarget.None))));
                break;
            case IDeconstructionAssignmentOperation assignment:
                Deconstruct(assignment);
                break;
            case IInvocationOperation or IInvalidOperation:
                Evaluate(expression, EquationTarget.None);
                break;
            default:
                Unreadable(expression, EquationText.Locate(expression.Syntax));
                Forget(statement);
                break;
        }
    }

    // What an unread statement assigns is unknown from here on, and what uses it is not reported again.
    private bool Forget(IOperation statement)
    {
        var assigned = statement.DescendantsAndSelf().OfType<IAssignmentOperation>().SelectMany(a => a.Target.DescendantsAndSelf())
            .Concat(statement.Descendants().OfType<IVariableDeclaratorOperation>());
        foreach (var target in assigned)
        {
            var variable = target is IVariableDeclaratorOperation declarator ? declarator.Symbol : Variable(target);
            if (variable is not null)
                _variables[variable] = EquationValue.Unknown;
        }

        return false;
    }

    private void Declare(IVariableDeclaratorOperation declarator)
    {
        if (declarator.Symbol.RefKind != RefKind.None)
        {
            Unreadable(declarator, declarator.Syntax.GetLocation());
            _variables[declarator.Symbol] = EquationValue.Unknown;
        }
        else if ((declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer) is { } initializer)
        {
            Assign(declarator.Symbol, initializer.Value);
        }
    }

    private void Assign(ISymbol variable, IOperation value)
    {
        var first = program.Next;
        Store(variable, Evaluate(value, TargetOf(variable)), first);
    }

    private void Store(ISymbol variable, EquationValue value, int first)
    {
        _variables[variable] = value;
        program.Label(value, first, variable.Name);
    }

    private void Deconstruct(IDeconstructionAssignmentOperation assignment)
    {
        var first = program.Next;
        var target = Unwrap(assignment.Target);
        Spread(target, Evaluate(assignment.Value, TargetOf(target)), first);
    }

    private void Spread(IOperation target, EquationValue value, int first)
    {
        target = Unwrap(target);
        if (target is ITupleOperation { Elements: var elements })
        {
            for (var i = 0; i < elements.Length; i++)
                Spread(elements[i], value is EquationValue.Tuple tuple && tuple.Elements.Length == elements.Length ? tuple.Elements[i] : EquationValue.Unknown,
                    first);
        }
        else if (Variable(target) is { } variable)
        {
            Store(variable, value, first);
        }
        else if (target is not IDiscardOperation)
        {
            Unreadable(target, target.Syntax.GetLocation());
        }
    }

    // In a helper with one variable at its call, that variable names everything; else each variable names what is assigned to it.
    private EquationTarget TargetOf(ISymbol variable) => Current.Caller.Name is null ? EquationTarget.Of(variable.Name) : Current.Caller;

    private EquationTarget TargetOf(IOperation target) => Unwrap(target) switch
    {
        ITupleOperation { Elements: var elements } => EquationTarget.Of(elements.Select(TargetOf)),
        var single when Variable(single) is { } variable => TargetOf(variable),
        _ => EquationTarget.None,
    };

    private static IOperation Unwrap(IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IDeclarationExpressionOperation declaration:
                    operation = declaration.Expression;
                    break;
                case IConversionOperation { OperatorMethod: null } conversion:
                    operation = conversion.Operand;
                    break;
                default:
                    return operation;
            }
        }
    }

    private static ISymbol? Variable(IOperation target) => Unwrap(target) switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    private bool? Condition(IOperation condition)
        => Required(condition, v => Content(v) is bool, EquationDiagnostics.Condition) is { } value ? (bool)Content(value)! : null;

    private Activation Current => _calls[_calls.Count - 1];

    private void Count()
    {
        problems.Cancellation.ThrowIfCancellationRequested();
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (++_operations > MostOperations)
            throw new TooLargeException();
    }

    private EquationValue Unreadable(IOperation operation, Location location)
    {
        problems.Report(EquationDiagnostics.Unreadable, location, EquationText.Describe(operation));
        return EquationValue.Unknown;
    }

    private EquationValue Silent(SyntaxNode? syntax)
    {
        if (syntax is not null)
            problems.Silently(syntax);
        return EquationValue.Unknown;
    }

    /// <summary>A method that is being run.</summary>
    private sealed class Activation(IMethodSymbol method, EquationTarget caller)
    {
        public IMethodSymbol Method => method;

        /// <summary>Where the call's value goes.</summary>
        public EquationTarget Caller => caller;

        public EquationValue? Result { get; set; }
    }

    private sealed class TooLargeException : Exception;
}
