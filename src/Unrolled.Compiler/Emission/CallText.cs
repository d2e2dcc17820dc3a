using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Layers;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints the calls of the runtime by which structural layers are carried out.</summary>
internal static class CallText
{
    /// <param name="call">The call.</param>
    /// <param name="symbol">What each symbol is where the call stands.</param>
    public static string Of(RuntimeCall call, Func<Symbol, string> symbol) =>
        $"{call.Method}({string.Join(", ", call.Arguments.Select(argument => Of(argument, symbol)))});";

    private static string Of(Operand argument, Func<Symbol, string> symbol) => argument.Symbol is { } known ? symbol(known)
        : GraphPrinter.Number(argument.Number);

    /// <summary>For a symbol that means nothing where the call stands.</summary>
    public static InvalidOperationException Unknown(Symbol symbol, string place) => new($"A call of {place} cannot be given {symbol}.");
}
