using System.Reflection;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Tests;

/// <summary>An option that a user leaves out means what its attribute says: the default of the property is the compiler's.</summary>
public sealed class AttributeDefaultsTests
{
    private const int Size = 5;

    /// <summary>Every property that can be set, of every layer's attribute.</summary>
    public static TheoryData<string, string> Options
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var attribute in Layers())
            {
                foreach (var property in attribute.GetProperties().Where(property => property.SetMethod is { IsPublic: true }))
                    data.Add(Kind(attribute), property.Name);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void An_option_left_out_is_the_default_of_its_attribute(string kind, string option)
    {
        var attribute = Layers().Single(type => Kind(type) == kind);
        var property = attribute.GetProperty(option)!;
        var value = property.GetValue(Create(attribute))!;
        var without = Spec(attribute);

        Assert.Equal(Text(without), Text(With(without, option, Number(value))));

        // And the option is one that the compiler reads: another value is either refused or changes the text.
        var other = With(without, option, Number(Other(value)));
        if (ModelCompiler.Check(other).Count == 0)
            Assert.NotEqual(Text(without), Text(other));
    }

    [Fact]
    public void A_model_that_says_nothing_is_what_ModelAttribute_says()
    {
        var attribute = new ModelAttribute();
        var spec = Unrolled.Tests.Shared.Specs.Features(Size);

        Assert.Equal(
            (attribute.Training, (int)attribute.Activations, (int)attribute.Weights, attribute.NativeName ?? ""),
            (spec.Training, spec.Activations, spec.WeightType, spec.NativeName));
        Assert.Equal((attribute.Inputs, attribute.Vocabulary), (0, spec.Vocabulary));
        Assert.Null(spec.Weights);
    }

    private static IEnumerable<Type> Layers()
        => typeof(LayerAttribute).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LayerAttribute)) && !type.IsAbstract);

    /// <summary>As the generator names it: without <c>Attribute</c> and the number of type parameters.</summary>
    private static string Kind(Type attribute) => attribute.Name.Split('`')[0][..^"Attribute".Length];

    private static ConstructorInfo Constructor(Type attribute) => Assert.Single(attribute.GetConstructors());

    private static object Create(Type attribute)
    {
        var type = attribute.IsGenericTypeDefinition ? attribute.MakeGenericType(typeof(NoEquations)) : attribute;
        var constructor = Constructor(type);
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Convert.ChangeType(Argument(parameter), parameter.ParameterType))]);
    }

    /// <summary>
    /// A layer of this attribute, with the arguments of its constructor and nothing else: alone, or after a dense layer where it cannot stand alone.
    /// </summary>
    private static ModelSpec Spec(Type attribute)
    {
        var options = Constructor(attribute).GetParameters().Select(parameter => new LayerOption(parameter.Name!, Argument(parameter)));
        var equations = attribute.IsGenericTypeDefinition ? RandomEquations.Write(1, Size) : null;
        var layer = new LayerSpec(Kind(attribute), new(options)) { Equations = equations };
        var alone = Unrolled.Tests.Shared.Specs.Features(Size, layer);
        return ModelCompiler.Check(alone).Count == 0 ? alone : Unrolled.Tests.Shared.Specs.Features(Size, Unrolled.Tests.Shared.Specs.Dense(Size), layer);
    }

    private static double Argument(ParameterInfo parameter) => parameter.ParameterType == typeof(int) ? Size : 0.25;

    private static ModelSpec With(ModelSpec spec, string option, double value)
    {
        var layer = spec.Layers[^1];
        return spec with { Layers = new([.. spec.Layers.SkipLast(1), layer with { Options = new(layer.Options.Append(new(option, value))) }]) };
    }

    private static double Number(object value) => value is bool flag ? flag ? 1 : 0 : Convert.ToDouble(value is Enum ? Convert.ToInt32(value) : value);

    private static object Other(object value) => value switch
    {
        bool flag => !flag,
        int number => number + 1,
        double number => number + 0.5,
        Enum choice => Enum.GetValues(choice.GetType()).Cast<object>().First(other => !other.Equals(choice)),
        _ => throw new NotSupportedException($"An option of type {value.GetType()}: say here what another value of it is."),
    };

    private static string Text(ModelSpec spec)
    {
        Assert.Empty(ModelCompiler.Check(spec).Select(problem => problem.Message));
        return string.Join('\n', ModelCompiler.Compile(spec).Select(file => file.Text));
    }

    private sealed class NoEquations : ICellEquations;
}
