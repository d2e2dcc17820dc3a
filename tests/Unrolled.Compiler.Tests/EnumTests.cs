using Unrolled.Compiler.Layers;

namespace Unrolled.Compiler.Tests;

/// <summary>The compiler has enums of its own, since it does not know the runtime. What a user writes means the same to both.</summary>
public sealed class EnumTests
{
    public static TheoryData<string> Names => [.. Enums().Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Has_the_names_and_values_of_the_runtime(string name)
    {
        var own = Enums().Single(type => type.Name == name);
        var runtime = typeof(ModelAttribute).Assembly.GetType("Unrolled." + name, throwOnError: true)!;

        Assert.Equal(Members(runtime), Members(own));
    }

    /// <summary>All but <see cref="Symbol"/>, which no user writes.</summary>
    private static IEnumerable<Type> Enums()
        => typeof(LayerKind).Assembly.GetTypes().Where(type => type.IsEnum && type.Namespace == typeof(LayerKind).Namespace && type != typeof(Symbol));

    private static IEnumerable<(string, int)> Members(Type type) => Enum.GetNames(type).Select(name => (name, (int)Enum.Parse(type, name))).Order();
}
