using System.Globalization;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Layers;

/// <summary>What is wrong in a layer or in one of its options, or a hint about it.</summary>
/// <param name="Code">The diagnostic's ID.</param>
/// <param name="Option">The option's name, <c>#12</c> for step 12 of the layer's equations, or "" for the layer as a whole.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record LayerProblem(string Code, string Option, string Message);

/// <summary>
/// An option of a layer kind: its name, its default and what it may be, declared once. The layer's attribute has a member of the same name, type and default.
/// </summary>
internal abstract class Option(string name, double @default)
{
    /// <summary>The name of the attribute's constructor parameter or property.</summary>
    public string Name { get; } = name;

    /// <summary>What it is where the user does not write it; nothing for a constructor parameter, which is always written.</summary>
    public double Default { get; } = @default;

    /// <summary>Whether it is a parameter of the attribute's constructor; C# writes those in lower case.</summary>
    public bool IsConstructorParameter => char.IsLower(Name[0]);

    /// <summary>
    /// What is wrong with <paramref name="value"/>, which the user wrote for a layer of the kind <paramref name="kind"/>; null where nothing is.
    /// </summary>
    public abstract LayerProblem? Check(LayerKind kind, double value);

    /// <summary>A value as C# has it.</summary>
    public abstract string Written(double value);

    /// <summary>A number as a user would write it.</summary>
    protected static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>An option of a type.</summary>
internal abstract class Option<T>(string name, double @default) : Option(name, @default)
{
    /// <summary>The option's value, of the number that a spec holds.</summary>
    public abstract T Read(double value);
}

/// <summary>The width of what a layer gives: a constructor parameter, at least 1.</summary>
internal sealed class SizeOption(string name) : Option<int>(name, 0)
{
    public override int Read(double value) => (int)value;

    public override string Written(double value) => Text(value);

    public override LayerProblem? Check(LayerKind kind, double value) => value >= 1
        ? null
        : new(SpecProblemCatalog.LayerSize, Name, $"[{kind.Name}] has {Text(value)} {Name}; it needs at least 1");
}

/// <summary>A number of units, 0 where the user does not write it.</summary>
/// <param name="name">The option's name.</param>
/// <param name="code">The diagnostic of a number below 0.</param>
/// <param name="meaning">What it is a number of, and what 0 means.</param>
internal sealed class CountOption(string name, string code, string meaning) : Option<int>(name, 0)
{
    public override int Read(double value) => (int)value;

    public override string Written(double value) => Text(value);

    public override LayerProblem? Check(LayerKind kind, double value) => value >= 0 ? null : new(code, Name, $"{Name} is {Text(value)}; expected {meaning}");
}

/// <summary>Yes or no.</summary>
internal sealed class FlagOption(string name, bool @default) : Option<bool>(name, @default ? 1 : 0)
{
    public override bool Read(double value) => value != 0;

    public override string Written(double value) => value != 0 ? "true" : "false";

    public override LayerProblem? Check(LayerKind kind, double value) => null;
}

/// <summary>A number in a range.</summary>
/// <param name="name">The option's name.</param>
/// <param name="default">Its default.</param>
/// <param name="code">The diagnostic of a number outside the range.</param>
/// <param name="meaning">What the number is, with its range.</param>
internal sealed class NumberOption(string name, double @default, string code, string meaning) : Option<double>(name, @default)
{
    /// <summary>The least value.</summary>
    public double Least { get; init; } = -float.MaxValue;

    /// <summary>The greatest value.</summary>
    public double Most { get; init; } = float.MaxValue;

    /// <summary>Whether <see cref="Most"/> itself lies outside.</summary>
    public bool IsBelowMost { get; init; }

    /// <summary>What a message calls it.</summary>
    public string Subject { get; init; } = name;

    public override double Read(double value) => value;

    public override string Written(double value) => Text(value);

    public override LayerProblem? Check(LayerKind kind, double value) => value >= Least && value <= Most && !(IsBelowMost && value == Most)
        ? null
        : new(code, Name, $"{Subject} is {Text(value)}; expected {meaning}");
}

/// <summary>A value of an enum, or some of the values of one with flags.</summary>
/// <param name="name">The option's name.</param>
/// <param name="default">Its default.</param>
/// <param name="allowed">The values that this kind of layer knows; all where there are none.</param>
internal sealed class ChoiceOption<T>(string name, T @default, params T[] allowed) : Option<T>(name, Convert.ToInt32(@default, CultureInfo.InvariantCulture))
    where T : struct, Enum
{
    public override T Read(double value) => (T)Enum.ToObject(typeof(T), (int)value);

    public override string Written(double value) => Choices.Written(Read(value));

    public override LayerProblem? Check(LayerKind kind, double value)
    {
        if (!Choices.IsDefined<T>((int)value))
            return new(SpecProblemCatalog.OptionValue, Name, Choices.Undefined<T>((int)value));
        return allowed.Length == 0 || allowed.Contains(Read(value))
            ? null
            : new(SpecProblemCatalog.OptionValue, Name,
                $"{Name} of [{kind.Name}] must be {string.Join(" or ", allowed.Select(Choices.Written))}, not {Choices.Written(Read(value))}");
    }
}
