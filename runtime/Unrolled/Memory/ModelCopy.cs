namespace Unrolled;

/// <summary>Parameters from one model to another.</summary>
public static class ModelCopy
{
    /// <summary>
    /// Takes over the parameters of another model: of the same class, or of another class with the same parameters, such as one that trains for one declared
    /// with <c>Training = false</c>. Everything else of the model stays: which parameters are frozen, the seed, the metadata.
    /// </summary>
    /// <param name="model">The model whose parameters are replaced.</param>
    /// <param name="other">The model that they come from.</param>
    /// <exception cref="ArgumentException">The models do not have the same parameters. The message names the first that differs and says how many do; nothing
    /// was changed.</exception>
    public static void CopyFrom<TModel, TOther>(this IInferenceModel<TModel> model, IInferenceModel<TOther> other)
        where TModel : class, IInferenceModel<TModel>
        where TOther : class, IInferenceModel<TOther>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(other);
        string[] differences = [.. ShapeDifferences.Of(
            model.Parameters.Select(parameter => (parameter.Name, parameter.Shape)),
            other.Parameters.Select(parameter => (parameter.Name, parameter.Shape)))];
        if (differences.Length > 0)
        {
            string more = differences.Length > 1 ? $" In all, {differences.Length} parameters differ." : "";
            throw new ArgumentException(
                $"{other.Core.Layout.ModelName} does not have the parameters of {model.Core.Layout.ModelName}, so they cannot be copied. "
                + $"{differences[0]}.{more}",
                nameof(other));
        }

        float[][] values = [.. model.Parameters.Select(parameter => other.Parameters[parameter.Name].ToArray())];
        int next = 0;
        foreach (var parameter in model.Parameters)
            parameter.Layout.Pack(values[next++], model.Core.Parameters.Span);
        model.Core.ParametersChanged();
    }
}
