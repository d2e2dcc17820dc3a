using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Uses;

/// <summary>Checks where a model is used: names that it must have, and numbers of values that are known before the program runs.</summary>
internal sealed class ModelUses(ModelTable models)
{
    /// <summary>The property of UNR0091 that holds the nearest name, for the code fix.</summary>
    public const string Nearest = "Nearest";

    /// <summary>Checks the name in <c>model.Parameters["lstm0.W_i"]</c> and the like.</summary>
    public void CheckName(OperationAnalysisContext context)
    {
        var indexer = (IPropertyReferenceOperation)context.Operation;
        if (Name(indexer) is not { } name || KnownTensors.Of(indexer.Instance, models, context.CancellationToken) is not { } known
            || known.Tensors.Any(t => t.Name == name))
            return;
        var nearest = NearestName.Of(name, known.Tensors.Select(t => t.Name));
        context.ReportDiagnostic(Diagnostic.Create(
            Diagnostics.UnknownName, indexer.Arguments[0].Value.Syntax.GetLocation(),
            nearest is null ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty.Add(Nearest, nearest),
            known.Model.Name, known.What, name, nearest is null ? "it has none" : $"the nearest is '{nearest}'"));
    }

    /// <summary>Checks the lengths that are given to <c>Set</c>, <c>CopyTo</c>, <c>Step</c> and <c>Run</c>.</summary>
    public void CheckLengths(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        switch (call.TargetMethod.Name)
        {
            case "Set" or "CopyTo" when call.TargetMethod.ContainingType is { Name: "NamedTensor" } type && Names.IsRuntime(type) && call.Arguments.Length == 1:
                CheckTensor(context, call);
                break;
            case "Step" or "Run" when call.TargetMethod is { IsStatic: false, Parameters.Length: 3 }
                && models.Describe(call.TargetMethod.ContainingType, context.CancellationToken) is { } model:
                CheckPass(context, call, model);
                break;
        }
    }

    private void CheckTensor(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (Values.Resolve(call.Instance, context.CancellationToken) is not IPropertyReferenceOperation indexer || Name(indexer) is not { } name
            || Values.Length(call.Arguments[0].Value, context.CancellationToken) is not { } found
            || KnownTensors.Of(indexer.Instance, models, context.CancellationToken) is not { } known
            || known.Tensors.FirstOrDefault(t => t.Name == name) is not { } tensor)
            return;
        var writes = call.TargetMethod.Name == "Set";
        var isRight = known.Rows.Length > 0 ? !writes || (found > 0 && found % tensor.Length == 0) : writes ? found == tensor.Length : found >= tensor.Length;
        if (isRight)
            return;
        var shape = $"{name} [{known.Rows}{string.Join(", ", tensor.Shape)}]";
        Report(context, call.Arguments[0],
            $"{shape} of model '{known.Model.Name}' has {(known.Rows.Length > 0 ? "a multiple of " : "")}{Text(tensor.Length)} values", found);
    }

    private void CheckPass(OperationAnalysisContext context, IInvocationOperation call, ModelDescription model)
    {
        var type = call.TargetMethod.ContainingType;
        var spec = models.Parse(type, context.CancellationToken)!.Spec!;
        var isStep = call.TargetMethod.Name == "Step";
        var streams = call.TargetMethod.Parameters[0].Type.SpecialType == SpecialType.System_Int32 ? 1
            : Values.Streams(call.Arguments.FirstOrDefault(argument => argument.Parameter!.Name == "state")?.Value, context.CancellationToken);

        // Of all streams and steps together.
        var rows = isStep ? streams : null;
        foreach (var argument in call.Arguments.OrderBy(a => a.Parameter!.Ordinal))
        {
            var name = argument.Parameter!.Name;
            var perRow = name switch { "x" or "xs" => spec.Inputs, "tokens" => 1, "y" or "ys" => model.Outputs, _ => 0 };
            if (perRow == 0 || Values.Length(argument.Value, context.CancellationToken) is not { } found)
                continue;
            var unit = perRow * Math.Max(1, streams ?? 1);
            if (rows is { } known ? found != known * perRow : found % unit != 0)
                Report(context, argument, $"'{name}' of {type.Name}.{call.TargetMethod.Name} takes "
                    + $"{(rows is { } n ? Text(n * perRow) : "a multiple of " + Text(unit))} values", found);
            else
                rows ??= found / perRow;
        }
    }

    private static void Report(OperationAnalysisContext context, IArgumentOperation argument, string expected, long found)
        => context.ReportDiagnostic(Diagnostic.Create(Diagnostics.WrongLength, argument.Value.Syntax.GetLocation(), expected, Text(found)));

    private static string? Name(IPropertyReferenceOperation indexer)
        => indexer is { Property.IsIndexer: true, Arguments.Length: 1 } && indexer.Arguments[0].Value.ConstantValue is { HasValue: true, Value: string name }
        && Names.IsRuntime(indexer.Property.ContainingType) ? name : null;

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
