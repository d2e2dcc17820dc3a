using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Unrolled.Generator.Equations;

/// <summary>What can be wrong in the equations of a cell as they are written: UNR0060 to UNR0079. (What they compute is the compiler's to check.)</summary>
internal static class EquationDiagnostics
{
    private const string Category = "Unrolled";

    private const string Allowed =
        "local variables, constants, + - * / and unary minus, tuples, slices x[a..b], 'if' and '?:' on constants, functions of Unrolled.Equations and other static methods of the same class";

    public static readonly DiagnosticDescriptor Unreadable = new(
        "UNR0060", "Not readable as equations",
        "{0} cannot be read as equations; allowed are " + Allowed,
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0060"));

    public static readonly DiagnosticDescriptor NoSource = new(
        "UNR0061", "Equations without source",
        "The equations of '{0}' come from '{1}' without their source: put the class into this project",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0061"));

    public static readonly DiagnosticDescriptor NoStep = new(
        "UNR0062", "No suitable Step method",
        "'{0}' {1}; a cell has one method 'public static … Step(Vec x, Vec h, …)', whose parameters are x and the states and which returns the next state or a tuple of them",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0062"));

    public static readonly DiagnosticDescriptor StateNames = new(
        "UNR0063", "States and results differ",
        "{0}; Step returns an element for each state, by its name ({1}), and may return one more, 'y', as output",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0063"));

    public static readonly DiagnosticDescriptor ResultCount = new(
        "UNR0064", "Wrong number of results",
        "Step has {0} and returns {1}: return a tuple with an element for each state, by its name, as in ({2})",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0064"));

    public static readonly DiagnosticDescriptor Condition = new(
        "UNR0065", "Condition is no constant",
        "A condition in equations must be a constant, and '{0}' is none; between the elements of vectors, Max, Min, Relu or a gate can choose",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0065"));

    public static readonly DiagnosticDescriptor UnknownCall = new(
        "UNR0066", "Unknown call in equations",
        "'{0}' {1}; allowed are Affine, Linear, Scale, Bias, Normalize, StopGradient, Sigmoid, Tanh, Relu, Softplus, Exp, Log, Sqrt, Sin, Cos, Abs, Min and Max of Unrolled.Equations, and other static methods of the same class",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0066"));

    public static readonly DiagnosticDescriptor Recursion = new(
        "UNR0067", "Recursive equations",
        "'{0}' calls itself; equations are read by putting each method where it is called, so write this without recursion",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0067"));

    public static readonly DiagnosticDescriptor SliceBounds = new(
        "UNR0068", "Slice bounds are no constants",
        "The bounds of a slice are constants of at least 0, written in place, as in x[2..^1]; '{0}' is not",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0068"));

    public static readonly DiagnosticDescriptor ParameterName = new(
        "UNR0069", "Parameter name is no constant identifier",
        "The name of a parameter is a constant string that could name a variable, as in name: \"f\"; '{0}' is not",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0069"));

    public static readonly DiagnosticDescriptor InitialValue = new(
        "UNR0070", "Initial value is no constant",
        "What a parameter starts from is a finite constant, Initial.Identity, Initial.Orthogonal, Initial.GlorotUniform, Initial.Constant(a) or Initial.Uniform(a, b) with constants a <= b; '{0}' is not",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0070"));

    public static readonly DiagnosticDescriptor Width = new(
        "UNR0071", "Width is not that of x",
        "'{0}' is not x: a product is hidden-wide, or as wide as the input with 'width: {1}', the first parameter of Step",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0071"));

    public static readonly DiagnosticDescriptor Number = new(
        "UNR0072", "Number out of range",
        "'{0}' is no finite number in single precision, in which models compute",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0072"));

    public static readonly DiagnosticDescriptor Nameless = new(
        "UNR0073", "Parameter without a name",
        "Nothing names the parameters of '{0}': assign its value to a variable, or write name: \"…\"",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0073"));

    public static readonly DiagnosticDescriptor TooLarge = new(
        "UNR0074", "Equations are too large",
        "The equations of '{0}' come to more than {1} operations, with each method put where it is called, or nest too deeply: write fewer or smaller ones",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0074"));

    public static readonly DiagnosticDescriptor VectorInitial = new(
        "UNR0075", "Initial value of a matrix on a vector",
        "{0} learns a vector, and '{1}' says how a matrix starts: give a constant or Initial.Uniform(a, b)",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: HelpLink("UNR0075"));

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = ImmutableArray.Create(
        Unreadable, NoSource, NoStep, StateNames, ResultCount, Condition, UnknownCall, Recursion, SliceBounds,
        ParameterName, InitialValue, Width, Number, Nameless, TooLarge, VectorInitial);

    private static string HelpLink(string id) => "docs/diagnostics/" + id + ".md";
}
