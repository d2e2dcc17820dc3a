using System.Globalization;
using System.Reflection;
using Unrolled.Compiler.Layers;
using Unrolled.EndToEnd.Tests.OwnCells;

namespace Unrolled.EndToEnd.Tests;

/// <summary>What users write and what the compiler reads are the same options: names, types and defaults.</summary>
[Trait("Vectors", "none")]
public class LayerAttributeTests
{
    private static readonly Type[] Attributes =
        [.. typeof(LayerAttribute).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(LayerAttribute)) && !type.IsAbstract)];

    public static TheoryData<string> Kinds => [.. LayerCatalog.Kinds.Select(kind => kind.Name)];

    [Fact]
    public void Every_attribute_has_a_kind_and_every_kind_an_attribute() =>
        Assert.Equal(Attributes.Select(NameOf).Order(StringComparer.Ordinal), LayerCatalog.Kinds.Select(kind => kind.Name));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Constructor_parameters_are_options(string kind) =>
        Assert.Equal(
            Parameters(kind).Select(parameter => parameter.Name!),
            LayerCatalog.Find(kind)!.Options.Where(option => option.IsConstructorParameter).Select(option => option.Name));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Properties_are_options_of_the_same_type_and_default(string kind)
    {
        var type = AttributeOf(kind);
        var attribute = Activator.CreateInstance(type, [.. Parameters(kind).Select(parameter => Activator.CreateInstance(parameter.ParameterType))])!;
        var properties = type.GetProperties().Where(property => property.CanWrite).OrderBy(property => property.Name, StringComparer.Ordinal);

        Assert.Equal(
            properties.Select(property => (property.Name, property.PropertyType.Name,
                Convert.ToDouble(property.GetValue(attribute), CultureInfo.InvariantCulture))),
            LayerCatalog.Find(kind)!.Options.Where(option => !option.IsConstructorParameter).OrderBy(option => option.Name, StringComparer.Ordinal)
                .Select(option => (option.Name, TypeOf(option).Name, option.Default)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Defaults_are_allowed(string kind) =>
        Assert.All(
            LayerCatalog.Find(kind)!.Options.Where(option => !option.IsConstructorParameter),
            option => Assert.Null(option.Check(LayerCatalog.Find(kind)!, option.Default)));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Enums_have_the_same_values(string kind)
    {
        foreach (var property in AttributeOf(kind).GetProperties().Where(property => property.PropertyType.IsEnum && property.CanWrite))
        {
            var copy = TypeOf(LayerCatalog.Find(kind)!.Options.Single(option => option.Name == property.Name));
            Assert.Equal(Values(property.PropertyType), Values(copy));
        }
    }

    private static IEnumerable<(string, int)> Values(Type type) => Enum.GetNames(type)
        .Select(name => (name, Convert.ToInt32(Enum.Parse(type, name), CultureInfo.InvariantCulture)));

    private static Type AttributeOf(string kind)
    {
        var type = Attributes.Single(type => NameOf(type) == kind);
        return type.IsGenericTypeDefinition ? type.MakeGenericType(typeof(MinimalGatedUnit)) : type;
    }

    private static ParameterInfo[] Parameters(string kind) => AttributeOf(kind).GetConstructors().Single().GetParameters();

    private static Type TypeOf(Option option)
    {
        var type = option.GetType();
        while (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Option<>))
            type = type.BaseType!;
        return type.GetGenericArguments()[0];
    }

    private static string NameOf(Type attribute) => attribute.Name.Split('`')[0][..^nameof(Attribute).Length];
}
