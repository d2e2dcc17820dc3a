using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Equations;

internal sealed partial class EquationInterpreter
{
    /// <summary>The value of an expression that goes to <paramref name="target"/>.</summary>
    private EquationValue Evaluate(IOperation expression, EquationTarget target)
    {
        Count();
        if (expression.ConstantValue is { HasValue: true, Value: var constant })
            return new EquationValue.Constant(constant);
        switch (expression)
        {
            case ILocalReferenceOperation or IParameterReferenceOperation:
                return Read(expression);
            case IParenthesizedOperation { Operand: var operand }:
                return Evaluate(operand, target);
            case IConversionOperation conversion:
                return Convert(conversion, target);
            case IBinaryOperation binary:
                return Binary(binary, target);
            case IUnaryOperation unary:
                return Unary(unary, target);
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return Condition(choice.Condition) is { } truth ? Evaluate(truth ? choice.WhenTrue : otherwise, target) : EquationValue.Unknown;
            case ITupleOperation { Elements: var elements }:
                return new EquationValue.Tuple(elements.Select((element, i) => Evaluate(element, target.Element(i))).ToImmutableArray());
            case IFieldReferenceOperation { Field.ContainingType.IsTupleType: true, Instance: { } instance } field:
                return TupleElement(field, Evaluate(instance, target));
            case IInvocationOperation call:
                return Call(call, target);
            case IPropertyReferenceOperation
            {
                Property: { IsIndexer: true } property,
                Instance: { } sliced
            } slice when Vocabulary.IsVec(property.ContainingType):
                return Slice(slice, sliced, target);
            case IPropertyReferenceOperation { Property: { IsStatic: true } property } when Vocabulary.IsInitial(property.ContainingType):
                return new EquationValue.Start(new InitialSpec(property.Name, 0, 0));
            case IInvalidOperation:
                return Silent(expression.Syntax);
            default:
                return expression.Type?.TypeKind == TypeKind.Error ? Silent(expression.Syntax) : Unreadable(expression, EquationText.Locate(expression.Syntax));
        }
    }

    private EquationValue Read(IOperation reference)
        => Variable(reference) is not { } variable ? Unreadable(reference, reference.Syntax.GetLocation())
            : _variables.TryGetValue(variable, out var value) ? value
            : Silent(reference.Syntax);

    private EquationValue Convert(IConversionOperation conversion, EquationTarget target)
    {
        if (!conversion.Conversion.Exists)
            return Silent(conversion.Syntax);
        var value = Evaluate(conversion.Operand, target);
        switch (value)
        {
            case EquationValue.Constant { Content: var content } when Vocabulary.IsInitial(conversion.Type) && conversion.OperatorMethod is not null:
                return ConstantFolding.Number(content) is { } number
                    ? new EquationValue.Start(new InitialSpec("Constant", number, 0))
                    : Unreadable(conversion, conversion.Syntax.GetLocation());
            case EquationValue.Constant { Content: not null and var content } when conversion.OperatorMethod is null
                && conversion.Type is { IsReferenceType: false }:
                return Fold(conversion, ConstantFolding.Convert(content, conversion.Type));
            default:
                // Between types of the same values: Vec and Vec?, tuples with other names.
                return conversion.OperatorMethod is null ? value : Unreadable(conversion, conversion.Syntax.GetLocation());
        }
    }

    private EquationValue Binary(IBinaryOperation binary, EquationTarget target)
    {
        var left = Evaluate(binary.LeftOperand, target);
        if (binary.OperatorMethod is { } method)
        {
            return Vocabulary.IsVec(method.ContainingType)
                ? Operate(binary, method, left, binary.RightOperand, target)
                : Unreadable(binary, binary.Syntax.GetLocation());
        }

        // Not evaluated by C# either.
        if (Content(left) is bool decided && decided == binary.OperatorKind is BinaryOperatorKind.ConditionalOr
            && binary.OperatorKind is BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.ConditionalAnd)
            return left;
        var right = Evaluate(binary.RightOperand, target);
        if (left is not EquationValue.Constant || right is not EquationValue.Constant)
            return left == EquationValue.Unknown || right == EquationValue.Unknown ? EquationValue.Unknown : Unreadable(binary, binary.Syntax.GetLocation());
        return Fold(binary, ConstantFolding.Binary(binary.OperatorKind, binary.LeftOperand.Type, Content(left), Content(right)));
    }

    /// <summary>An operator of Vec, whose left operand has been evaluated.</summary>
    private EquationValue Operate(IOperation operation, IMethodSymbol method, EquationValue left, IOperation rightOperand, EquationTarget target)
    {
        var first = AsVector(left, operation is IBinaryOperation binary ? binary.LeftOperand : ((IAssignmentOperation)operation).Target);
        var second = AsVector(Evaluate(rightOperand, target), rightOperand);
        if (first is null || second is null)
            return EquationValue.Unknown;
        var name = method.Name switch
        {
            "op_Addition" => "Add",
            "op_Subtraction" => "Subtract",
            "op_Multiply" => "Multiply",
            "op_Division" => "Divide",
            _ => null,
        };
        return name is null ? Unreadable(operation, operation.Syntax.GetLocation())
            : program.Add(name, operation.Syntax.GetLocation(), first.Value, second.Value);
    }

    private EquationValue Unary(IUnaryOperation unary, EquationTarget target)
    {
        var operand = Evaluate(unary.Operand, target);
        if (operand == EquationValue.Unknown)
            return operand;
        if (unary.OperatorMethod is null && operand is EquationValue.Constant { Content: var content })
            return Fold(unary, ConstantFolding.Unary(unary.OperatorKind, unary.Operand.Type, content));
        if (unary.OperatorMethod is { } method && Vocabulary.IsVec(method.ContainingType) && AsVector(operand, unary.Operand) is { } vector)
        {
            if (unary.OperatorKind == UnaryOperatorKind.Minus)
                return program.Add("Negate", unary.Syntax.GetLocation(), vector);
            if (unary.OperatorKind == UnaryOperatorKind.Plus)
                return operand;
        }

        return Unreadable(unary, unary.Syntax.GetLocation());
    }

    private EquationValue TupleElement(IFieldReferenceOperation reference, EquationValue tuple)
    {
        if (tuple is not EquationValue.Tuple { Elements: var elements })
            return tuple == EquationValue.Unknown ? tuple : Unreadable(reference, reference.Syntax.GetLocation());
        var fields = reference.Field.ContainingType.TupleElements;
        for (var i = 0; i < fields.Length && i < elements.Length; i++)
        {
            if (fields[i].Name == reference.Field.Name || fields[i].CorrespondingTupleField?.Name == reference.Field.Name)
                return elements[i];
        }

        return Unreadable(reference, reference.Syntax.GetLocation());
    }

    private EquationValue Slice(IPropertyReferenceOperation slice, IOperation sliced, EquationTarget target)
    {
        var vector = AsVector(Evaluate(sliced, target), sliced);
        var argument = Unwrap(slice.Arguments[0].Value);
        if (argument is not IRangeOperation range)
        {
            if (argument is not IInvalidOperation)
                problems.Report(EquationDiagnostics.SliceBounds, slice.Arguments[0].Syntax.GetLocation(), EquationText.Of(slice.Arguments[0].Syntax));
            return EquationValue.Unknown;
        }

        var start = range.LeftOperand is null ? (0, false) : Bound(range.LeftOperand);
        var end = range.RightOperand is null ? (0, true) : Bound(range.RightOperand);
        if (vector is null || start is not { } from || end is not { } to)
            return EquationValue.Unknown;
        return program.Add(
            new EquationStep("Slice", new EquatableArray<int>([vector.Value])) { Slice = new SliceSpec(from.Item1, from.Item2, to.Item1, to.Item2) },
            slice.Syntax.GetLocation());
    }

    private (int Value, bool FromEnd)? Bound(IOperation bound)
    {
        var fromEnd = bound is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat };
        var number = bound switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat, Operand: var operand } => operand,
            IConversionOperation { OperatorMethod: not null, Operand: var operand } => operand,
            _ => bound,
        };
        return Required(number, v => Content(v) is int and >= 0, EquationDiagnostics.SliceBounds) is { } value ? ((int)Content(value)!, fromEnd) : null;
    }

    /// <summary>The number of a vector; a constant becomes a step. Null where the value is neither, which is then reported.</summary>
    private int? AsVector(EquationValue value, IOperation expression)
    {
        if (value is EquationValue.Vector { Number: var vector })
            return vector;
        if (value == EquationValue.Unknown)
            return null;
        if (value is not EquationValue.Constant { Content: var content } || ConstantFolding.Number(content) is not { } number)
        {
            Unreadable(expression, expression.Syntax.GetLocation());
            return null;
        }

        if (!IsSingle(number))
        {
            problems.Report(EquationDiagnostics.Number, expression.Syntax.GetLocation(), EquationText.Of(expression.Syntax));
            return null;
        }

        var constant = new EquationStep("Constant", default) { Value = number };
        return ((EquationValue.Vector)program.Add(constant, expression.Syntax.GetLocation())).Number;
    }

    private EquationValue Fold(IOperation expression, object? result)
        => result is null ? Unreadable(expression, expression.Syntax.GetLocation()) : new EquationValue.Constant(result);

    /// <summary>
    /// The value of an expression that must be known at compile time, or null where it is not: then <paramref name="descriptor"/> says so,
    /// in place of what else could be said about it.
    /// </summary>
    private EquationValue? Required(IOperation expression, Func<EquationValue, bool> fits, DiagnosticDescriptor descriptor, params object[] more)
    {
        var before = problems.Count;
        var value = Evaluate(expression, EquationTarget.None);
        if (fits(value))
            return value;
        if (value != EquationValue.Unknown || problems.Count > before)
        {
            problems.Forget(before);
            problems.Report(descriptor, expression.Syntax.GetLocation(), [EquationText.Of(expression.Syntax), .. more]);
        }

        return null;
    }

    private static bool IsSingle(double number) => !float.IsNaN((float)number) && !float.IsInfinity((float)number);

    private static object? Content(EquationValue value) => (value as EquationValue.Constant)?.Content;
}
