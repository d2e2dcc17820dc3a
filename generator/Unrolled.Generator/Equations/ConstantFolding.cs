using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Unrolled.Generator.Equations;

/// <summary>
/// C#'s arithmetic on numbers and truth values that are known though C# itself does not take them for constants: a variable with a constant in it, a
/// helper's argument.
/// </summary>
internal static class ConstantFolding
{
    /// <summary>The result of a built-in operator, in its operands' type; null where it is none of + − * / % or a comparison, or its result is no value
    /// (overflow, division by 0).</summary>
    public static object? Binary(BinaryOperatorKind kind, ITypeSymbol? type, object? left, object? right)
    {
        if (Convert(left, type) is not { } a || Convert(right, type) is not { } b)
            return null;
        return (a, b) switch
        {
            (double x, double y) => Floating(kind, x, y),
            (float x, float y) => Floating(kind, x, y) is double result ? (float)result : Floating(kind, x, y),
            (int x, int y) => Integer(kind, x, y),
            (bool x, bool y) => Truth(kind, x, y),
            _ => null,
        };
    }

    /// <summary>The result of a built-in unary operator.</summary>
    public static object? Unary(UnaryOperatorKind kind, ITypeSymbol? type, object? operand) => (kind, Convert(operand, type)) switch
    {
        (UnaryOperatorKind.Plus, double or float or int) => Convert(operand, type),
        (UnaryOperatorKind.Minus, double x) => -x,
        (UnaryOperatorKind.Minus, float x) => -x,
        (UnaryOperatorKind.Minus, int x) when x != int.MinValue => -x,
        (UnaryOperatorKind.Not, bool x) => !x,
        _ => null,
    };

    /// <summary>A value in another type: double, float, int, bool or string; null where it does not go in.</summary>
    public static object? Convert(object? value, ITypeSymbol? type) => type?.SpecialType switch
    {
        SpecialType.System_Double => Number(value),
        SpecialType.System_Single => Number(value) is { } number ? (float)number : null,
        SpecialType.System_Int32 => value is int or short or sbyte or byte or ushort ? System.Convert.ToInt32(value, CultureInfo.InvariantCulture) : null,
        SpecialType.System_Boolean => value as bool?,
        SpecialType.System_String => value as string,
        _ => null,
    };

    /// <summary>A number of any numeric type, or null.</summary>
    public static double? Number(object? value)
        => value is double or float or int or uint or long or ulong or short or ushort or byte or sbyte or char
            ? value is char c ? c : System.Convert.ToDouble(value, CultureInfo.InvariantCulture)
            : null;

    // float + - * / in double, rounded once, is what float arithmetic gives.
    private static object? Floating(BinaryOperatorKind kind, double x, double y) => kind switch
    {
        BinaryOperatorKind.Add => x + y,
        BinaryOperatorKind.Subtract => x - y,
        BinaryOperatorKind.Multiply => x * y,
        BinaryOperatorKind.Divide => x / y,
        _ => Comparison(kind, x < y, x == y, x > y),
    };

    private static object? Integer(BinaryOperatorKind kind, int x, int y)
    {
        long? result = kind switch
        {
            BinaryOperatorKind.Add => (long)x + y,
            BinaryOperatorKind.Subtract => (long)x - y,
            BinaryOperatorKind.Multiply => (long)x * y,
            BinaryOperatorKind.Divide when y != 0 => (long)x / y,
            BinaryOperatorKind.Remainder when y != 0 => (long)x % y,
            _ => null,
        };
        if (result is { } n)
            return n is >= int.MinValue and <= int.MaxValue ? (int)n : null;
        return Comparison(kind, x < y, x == y, x > y);
    }

    private static object? Comparison(BinaryOperatorKind kind, bool less, bool equal, bool greater) => kind switch
    {
        BinaryOperatorKind.LessThan => less,
        BinaryOperatorKind.LessThanOrEqual => less || equal,
        BinaryOperatorKind.Equals => equal,
        BinaryOperatorKind.NotEquals => !equal,
        BinaryOperatorKind.GreaterThanOrEqual => greater || equal,
        BinaryOperatorKind.GreaterThan => greater,
        _ => null,
    };

    private static object? Truth(BinaryOperatorKind kind, bool x, bool y) => kind switch
    {
        BinaryOperatorKind.And or BinaryOperatorKind.ConditionalAnd => x && y,
        BinaryOperatorKind.Or or BinaryOperatorKind.ConditionalOr => x || y,
        BinaryOperatorKind.ExclusiveOr or BinaryOperatorKind.NotEquals => x != y,
        BinaryOperatorKind.Equals => x == y,
        _ => null,
    };
}
