using System.Globalization;

namespace Unrolled.Compiler.Layers;

/// <summary>Values of enums, as specs hold them and as users write them.</summary>
internal static class Choices
{
    /// <summary>Whether <paramref name="value"/> is a value of the enum, or consists of its flags.</summary>
    public static bool IsDefined<T>(int value)
        where T : struct, Enum
    {
        if (!typeof(T).IsDefined(typeof(FlagsAttribute), inherit: false))
            return Enum.IsDefined(typeof(T), Enum.ToObject(typeof(T), value));
        var all = Enum.GetValues(typeof(T)).Cast<object>().Aggregate(0, (sum, flag) => sum | Convert.ToInt32(flag, CultureInfo.InvariantCulture));
        return (value & ~all) == 0;
    }

    /// <summary>What to say of a number that is no value of the enum.</summary>
    public static string Undefined<T>(int value)
        where T : struct, Enum =>
        $"{value.ToString(CultureInfo.InvariantCulture)} is not a {typeof(T).Name}: write one of "
        + string.Join(", ", Enum.GetNames(typeof(T)).Select(name => typeof(T).Name + "." + name));

    /// <summary>A value as C# has it: <c>Activation.Tanh</c>, <c>Gates.Input | Gates.Forget</c>.</summary>
    public static string Written<T>(T value)
        where T : struct, Enum =>
        string.Join(" | ", value.ToString().Split([", "], StringSplitOptions.None).Select(name => typeof(T).Name + "." + name));
}
