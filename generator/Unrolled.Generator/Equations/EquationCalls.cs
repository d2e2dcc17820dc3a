using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Equations;

internal sealed partial class EquationInterpreter
{
    private EquationValue Call(IInvocationOperation call, EquationTarget target)
    {
        var method = call.TargetMethod;
        if (Vocabulary.IsFunction(method))
            return Operation(call, target);
        if (Vocabulary.IsInitial(method.ContainingType) && Vocabulary.IsInitial(method.ReturnType))
            return Start(call);
        if (method.IsStatic && SymbolEqualityComparer.Default.Equals(method.ContainingType?.OriginalDefinition, cell)
            || method.MethodKind == MethodKind.LocalFunction)
            return Inline(call, method.OriginalDefinition, target);
        if (call.Instance is { } instance && Variable(instance) is { } variable && _variables.TryGetValue(variable, out var receiver)
            && receiver == EquationValue.Unknown)
            return receiver;
        problems.Report(
            EquationDiagnostics.UnknownCall, call.Syntax.GetLocation(), EquationText.Of(call.Syntax),
            $"calls {method.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat)}" + (method.IsStatic ? "" : ", which is not static"));
        return EquationValue.Unknown;
    }

    /// <summary>A call of the vocabulary: a step. Arguments are evaluated in the order in which they stand, and listed in that of the parameters.</summary>
    private EquationValue Operation(IInvocationOperation call, EquationTarget target)
    {
        var vectors = new SortedDictionary<int, int>();
        EquationValue? name = Null, initial = Null, width = Null;
        var whole = true;
        foreach (var argument in call.Arguments.Where(a => a.ArgumentKind != ArgumentKind.DefaultValue))
        {
            switch (argument.Parameter!.Name)
            {
                case "name":
                    name = Required(argument.Value, v => IsNull(v) || (Content(v) is string s && SyntaxFacts.IsValidIdentifier(s)),
                        EquationDiagnostics.ParameterName);
                    break;
                case "initial":
                    initial = Required(argument.Value, v => IsNull(v) || (v is EquationValue.Start { Initial: var start } && IsPossible(start)),
                        EquationDiagnostics.InitialValue);
                    if (initial is EquationValue.Start { Initial.Kind: not ("Constant" or "Uniform") }
                        && call.TargetMethod.Name is "Scale" or "Bias" or "Normalize")
                    {
                        problems.Report(EquationDiagnostics.VectorInitial, argument.Value.Syntax.GetLocation(), call.TargetMethod.Name,
                            EquationText.Of(argument.Value.Syntax));
                        initial = null;
                    }

                    break;
                case "width":
                    width = Required(argument.Value, v => IsNull(v) || v is EquationValue.Vector { Number: 0 }, EquationDiagnostics.Width,
                        step.Parameters[0].Name);
                    break;
                default:
                    if (AsVector(Evaluate(argument.Value, target), argument.Value) is { } vector)
                        vectors.Add(argument.Parameter.Ordinal, vector);
                    else
                        whole = false;
                    break;
            }
        }

        if (!whole || name is null || initial is null || width is null)
            return EquationValue.Unknown;
        var gate = "";
        if (call.TargetMethod.Parameters.Any(p => p.Name == "name"))
        {
            gate = Content(name) as string ?? target.Name;
            if (gate is null)
            {
                problems.Report(EquationDiagnostics.Nameless, call.Syntax.GetLocation(), EquationText.Of(call.Syntax));
                return EquationValue.Unknown;
            }
        }

        var operation = new EquationStep(call.TargetMethod.Name, new EquatableArray<int>(vectors.Values))
        {
            Gate = gate,
            Initial = (initial as EquationValue.Start)?.Initial,
            IsInputWide = !IsNull(width),
        };
        return program.Add(operation, call.Syntax.GetLocation());
    }

    /// <summary><c>Initial.Constant(a)</c> or <c>Initial.Uniform(a, b)</c>.</summary>
    private EquationValue Start(IInvocationOperation call)
    {
        var numbers = new SortedDictionary<int, double>();
        foreach (var argument in call.Arguments)
        {
            if (Required(argument.Value, v => ConstantFolding.Number(Content(v)) is not null, EquationDiagnostics.InitialValue) is { } value)
                numbers.Add(argument.Parameter!.Ordinal, ConstantFolding.Number(Content(value))!.Value);
        }

        if (numbers.Count < call.Arguments.Length)
            return EquationValue.Unknown;
        var spec = new InitialSpec(call.TargetMethod.Name, numbers.Values.ElementAtOrDefault(0), numbers.Values.ElementAtOrDefault(1));
        if (IsPossible(spec))
            return new EquationValue.Start(spec);
        problems.Report(EquationDiagnostics.InitialValue, call.Syntax.GetLocation(), EquationText.Of(call.Syntax));
        return EquationValue.Unknown;
    }

    /// <summary>Runs a method of the class, or a local function, in place of its call.</summary>
    private EquationValue Inline(IInvocationOperation call, IMethodSymbol method, EquationTarget target)
    {
        method = method.PartialDefinitionPart ?? method;
        if (_calls.Any(c => SymbolEqualityComparer.Default.Equals(c.Method, method)))
        {
            problems.Report(EquationDiagnostics.Recursion, call.Syntax.GetLocation(), method.Name);
            return EquationValue.Unknown;
        }

        if (method.ReturnsVoid || method.IsAsync || method.IsExtern || method.IsAbstract || method.RefKind != RefKind.None
            || method.Parameters.Any(p => p.RefKind != RefKind.None || p.IsParams))
        {
            problems.Report(
                EquationDiagnostics.UnknownCall, call.Syntax.GetLocation(), EquationText.Of(call.Syntax),
                $"calls {method.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat)}, which is not a method with a body, parameters by value and a "
                    + "result");
            return EquationValue.Unknown;
        }

        // All arguments before any parameter: an argument may itself call the method.
        var arguments = call.Arguments.Select(a => (a.Parameter!.Ordinal, Value: Evaluate(a.Value, target))).ToList();
        var parameters = (method.PartialImplementationPart ?? method).Parameters;
        foreach (var (ordinal, value) in arguments)
            _variables[parameters[ordinal]] = value;
        return Execute(method, target);
    }

    /// <summary>The value that a method returns. That of <c>Step</c> goes to the states, by their names.</summary>
    private void Return(IOperation returned)
    {
        var target = Current.Caller;
        if (_calls.Count == 1)
        {
            if (ResultNames() is not { } names)
            {
                Current.Result = EquationValue.Unknown;
                return;
            }

            _names = names;
            target = names.Length == 1 ? EquationTarget.Of(names[0]) : EquationTarget.Of(names.Select(EquationTarget.Of));
        }

        Current.Result = Evaluate(returned, target);
        if (_calls.Count == 1)
            CheckResult(returned, Current.Result);
    }

    private static readonly EquationValue Null = new EquationValue.Constant(null);

    private static bool IsNull(EquationValue value) => value is EquationValue.Constant { Content: null };

    private static bool IsPossible(InitialSpec initial) => IsSingle(initial.A) && IsSingle(initial.B) && (initial.Kind != "Uniform" || initial.A <= initial.B);
}
