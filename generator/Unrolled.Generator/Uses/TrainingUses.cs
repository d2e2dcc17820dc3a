using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Uses;

/// <summary>Finds losses and weights that do not go with the outputs of a model: legal, but rarely meant.</summary>
internal sealed class TrainingUses(ModelTable models)
{
    private const string Binary = "BinaryCrossEntropy", Classes = "SoftmaxCrossEntropy", Distributions = "SoftmaxCrossEntropyWithTargets";

    /// <summary>Checks the loss in <c>new Trainer&lt;M&gt;(model, Loss.…, …)</c>.</summary>
    public void CheckLoss(OperationAnalysisContext context)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (ModelOf(creation.Type, "Trainer", context.CancellationToken) is not { } model)
            return;
        foreach (var argument in creation.Arguments)
        {
            if (Loss(argument.Value, context.CancellationToken) is { } loss && Find(loss, model.Description) is { } rule)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    rule, argument.Value.Syntax.GetLocation(), model.Type.Name, loss, model.Description.Output.Layer, model.Description.Outputs));
            }
        }
    }

    /// <summary>Checks <c>tape.WeightLastStepOnly()</c>, and <c>Fit</c> with data whose last steps alone count.</summary>
    public void CheckLastStep(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        var (owner, at) = call.TargetMethod.Name switch
        {
            "WeightLastStepOnly" => ("Tape", call.Syntax),
            "Fit" or "FitAsync" => ("Trainer", call.Arguments.Select(argument => argument.Value).FirstOrDefault(IsOfLastStep)?.Syntax),
            _ => ("", null),
        };
        if (at is not null && ModelOf(call.TargetMethod.ContainingType, owner, context.CancellationToken) is { } model
            && model.Description.Output.BackwardLayer is { Length: > 0 } layer)
            context.ReportDiagnostic(Diagnostic.Create(Diagnostics.BackwardLastStep, at.GetLocation(), model.Type.Name, layer));

        bool IsOfLastStep(IOperation data) => TrainingUses.IsOfLastStep(data, context.CancellationToken);
    }

    private static DiagnosticDescriptor? Find(string loss, ModelDescription model) => loss switch
    {
        Binary when model.Output.IsSigmoid => Diagnostics.SigmoidTwice,
        Classes or Distributions when model.Outputs == 1 => Diagnostics.OneClass,
        Classes or Distributions when model.Output.IsRecurrent => Diagnostics.RecurrentOutput,
        _ => null,
    };

    /// <summary>The name of the loss, where it is one of <c>Loss</c>.</summary>
    private static string? Loss(IOperation value, CancellationToken cancellation) =>
        Values.Resolve(value, cancellation) is IPropertyReferenceOperation { Property: { IsStatic: true, ContainingType.Name: "Loss" } property }
            && Names.IsRuntime(property.ContainingType) ? property.Name : null;

    /// <summary>Whether a data set has one class a sequence, at its last step.</summary>
    private static bool IsOfLastStep(IOperation? data, CancellationToken cancellation)
    {
        while (Values.Resolve(data, cancellation) is { } value)
        {
            var call = value as IInvocationOperation ?? Values.Deconstructed(value, cancellation) as IInvocationOperation;
            if (call is not { TargetMethod.ContainingType: { Name: "SequenceDataset" } type } || !Names.IsRuntime(type))
                return false;
            if (call.TargetMethod.Name == "Classification")
                return true;
            if (call.TargetMethod.Name is not ("Split" or "SplitInOrder"))
                return false;
            data = call.Instance;
        }

        return false;
    }

    private (INamedTypeSymbol Type, ModelDescription Description)? ModelOf(ITypeSymbol? owner, string name, CancellationToken cancellation) =>
        owner is INamedTypeSymbol { Arity: 1 } type && type.Name == name && Names.IsRuntime(type) && type.TypeArguments[0] is INamedTypeSymbol model
            && models.Describe(model, cancellation) is { } description ? (model, description) : null;
}
