using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Unrolled.Generator.Equations;

/// <summary>What can be wrong in the equations of a cell as they are written: UNR0060 to UNR0079. (What they compute is the compiler's to check.)</summary>
internal static class EquationDiagnostics
{
    private const string Category = "Unrolled";

    private const string Allowed =
        "local variables, constants, + - * / and unary minus, tuples, slices x[a..b], 'if' and '?:' on constants, functions of Unrolled.Equations and other "
            + "static methods of the same class";

    public static readonly DiagnosticDescriptor Unreadable = new(
        "UNR0060", "Code is not readable as equations",
        "{0} cannot be read as equations; you can use " + Allowed,
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0060"));

    public static readonly DiagnosticDescriptor NoSource = new(
        "UNR0061", "Equations without source",
        "The equations of '{0}' are in '{1}', without their source: put the source file of the class into this project",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0061"));

    public static readonly DiagnosticDescriptor NoStep = new(
        "UNR0062", "No suitable Step method",
        "'{0}' {1}; a cell has one method 'public static … Step(Vec x, Vec h, …)', which takes the input and the states and returns the next state, or a "
            + "tuple of them",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0062"));

    public static readonly DiagnosticDescriptor StateNames = new(
        "UNR0063", "States and results differ",
        "{0}; Step returns one element per state, with the name of the state ({1}), and optionally one more, 'y', as the output",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0063"));

    public static readonly DiagnosticDescriptor ResultCount = new(
        "UNR0064", "Wrong number of results",
        "Step has {0} and returns {1}: return a tuple with one element per state, as in ({2})",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0064"));

    public static readonly DiagnosticDescriptor Condition = new(
        "UNR0065", "Condition is not a constant",
        "'{0}' is not a constant, and a condition in equations must be one; to choose element by element, use Max, Min, Relu or a gate",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0065"));

    public static readonly DiagnosticDescriptor UnknownCall = new(
        "UNR0066", "Unknown call in equations",
        "'{0}' {1}; you can call " + Vocabulary.Functions + " of Unrolled.Equations, and other static methods of the same class",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0066"));

    public static readonly DiagnosticDescriptor Recursion = new(
        "UNR0067", "Recursive equations",
        "'{0}' calls itself, and equations cannot be recursive: write the calls out",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0067"));

    public static readonly DiagnosticDescriptor SliceBounds = new(
        "UNR0068", "Slice bounds are not constants",
        "'{0}' is not a slice with constant bounds: write constants of at least 0 between the brackets, as in x[2..^1]",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0068"));

    public static readonly DiagnosticDescriptor ParameterName = new(
        "UNR0069", "Parameter name is not a constant identifier",
        "'{0}' is not a constant identifier: write letters, digits and underscores, as in name: \"f\"",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0069"));

    public static readonly DiagnosticDescriptor InitialValue = new(
        "UNR0070", "Initial value is not a constant",
        "'{0}' is not a constant initial value: write a finite number, Initial.Identity, Initial.Orthogonal, Initial.GlorotUniform, Initial.Constant(a) or "
            + "Initial.Uniform(a, b) with constants a <= b",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0070"));

    public static readonly DiagnosticDescriptor Width = new(
        "UNR0071", "Width must be that of x",
        "'{0}' is not the input: a product is as wide as the hidden units or, with 'width: {1}', as the input",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0071"));

    public static readonly DiagnosticDescriptor Number = new(
        "UNR0072", "Number out of range",
        "'{0}' is not a finite number in single precision, in which models compute",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0072"));

    public static readonly DiagnosticDescriptor Nameless = new(
        "UNR0073", "Parameter without a name",
        "The parameters of '{0}' have no name: assign the value to a variable, or write name: \"…\"",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0073"));

    public static readonly DiagnosticDescriptor TooLarge = new(
        "UNR0074", "Equations are too large",
        "The equations of '{0}' have more than {1} operations, counting each method at each of its calls, or they nest too deeply: write fewer or smaller ones",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0074"));

    public static readonly DiagnosticDescriptor VectorInitial = new(
        "UNR0075", "Vector with an initial value for matrices",
        "{0} learns a vector, and '{1}' is an initial value for matrices: use a constant or Initial.Uniform(a, b)",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0075"));

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = ImmutableArray.Create(
        Unreadable, NoSource, NoStep, StateNames, ResultCount, Condition, UnknownCall, Recursion, SliceBounds,
        ParameterName, InitialValue, Width, Number, Nameless, TooLarge, VectorInitial);

    private static string HelpLink(string id) => "docs/diagnostics/" + id + ".md";
}
