using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator;

/// <summary>What a class must be, so that the generated part fits into it.</summary>
internal static class ClassRules
{
    /// <summary>Adds what is wrong in the class, its members and the types around it to <paramref name="problems"/>.</summary>
    public static void Check(INamedTypeSymbol type, ModelSpec spec, List<Diagnostic> problems, CancellationToken cancellation)
    {
        var declarations = Locations.Declarations(type, cancellation).ToList();
        if (declarations.Count == 0)
            return;
        var name = declarations[0].Identifier.GetLocation();

        void Report(DiagnosticDescriptor descriptor, Location location, params object[] arguments)
            => problems.Add(Diagnostic.Create(descriptor, location, arguments));

        for (var current = type; current is not null; current = current.ContainingType)
        {
            foreach (var declaration in Locations.Declarations(current, cancellation))
            {
                if (!declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
                    Report(Diagnostics.NotPartial, declaration.Identifier.GetLocation(), current.Name, type.Name);
                if (declaration.Modifiers.Any(SyntaxKind.FileKeyword))
                    Report(Diagnostics.FileLocal, declaration.Identifier.GetLocation(), current.Name, type.Name);
            }

            if (current.Arity > 0)
                Report(Diagnostics.Generic, current.Equals(type, SymbolEqualityComparer.Default) ? TypeParameters(declarations) ?? name : name, type.Name,
                    current.Name);
        }

        if (NotOrdinary(type) is { } what)
            Report(Diagnostics.NotOrdinaryClass, name, type.Name, what);
        if (type is { TypeKind: TypeKind.Class, IsStatic: false, BaseType: { SpecialType: SpecialType.None, TypeKind: TypeKind.Class } parent })
            Report(Diagnostics.BaseClass, BaseType(declarations, parent) ?? name, type.Name, parent.Name);
        Members(type, spec, name, Report);
        Constructors(type, Report, cancellation);
    }

    private static string? NotOrdinary(INamedTypeSymbol type) => type switch
    {
        { IsRecord: true } => "a record",
        { TypeKind: TypeKind.Struct } => "a struct",
        { TypeKind: TypeKind.Interface } => "an interface",
        { IsStatic: true } => "static",
        { IsAbstract: true } => "abstract",
        _ => null,
    };

    private static Location? TypeParameters(List<TypeDeclarationSyntax> declarations)
        => declarations.Select(d => d.TypeParameterList?.GetLocation()).FirstOrDefault(l => l is not null);

    // Parts may list interfaces first: the base class is found by its name.
    private static Location? BaseType(List<TypeDeclarationSyntax> declarations, INamedTypeSymbol parent)
        => declarations
            .Select(d => d.BaseList?.Types[0].Type)
            .FirstOrDefault(t => t is not null && t.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Any(n => n.Identifier.ValueText == parent.Name))
            ?.GetLocation();

    private static void Members(INamedTypeSymbol type, ModelSpec spec, Location name, Action<DiagnosticDescriptor, Location, object[]> report)
    {
        var generated = new HashSet<string>(GeneratedMembers.Of(spec), StringComparer.Ordinal);
        if (generated.Contains(type.Name))
            report(Diagnostics.MemberClash, name, [type.Name, type.Name]);
        foreach (var member in type.GetMembers())
        {
            if (member.IsImplicitlyDeclared || member is IMethodSymbol { AssociatedSymbol: not null })
                continue;
            if (OfUser(member) is not { } location)
                continue;
            if (generated.Contains(member.Name))
                report(Diagnostics.MemberClash, location, [member.Name, type.Name]);
            if (member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })
                report(Diagnostics.RequiredMember, location, [member.Name, type.Name]);
        }
    }

    private static void Constructors(INamedTypeSymbol type, Action<DiagnosticDescriptor, Location, object[]> report, CancellationToken cancellation)
    {
        if (type.TypeKind != TypeKind.Class || type.IsRecord)
            return;
        foreach (var constructor in type.InstanceConstructors)
        {
            var syntax = constructor.DeclaringSyntaxReferences.FirstOrDefault(r => !Locations.IsGenerated(r.SyntaxTree))?.GetSyntax(cancellation);
            if (constructor.IsImplicitlyDeclared || syntax is null)
                continue;
            var primary = syntax as TypeDeclarationSyntax;
            var location = primary is null ? ((ConstructorDeclarationSyntax)syntax).Identifier.GetLocation() : primary.ParameterList!.GetLocation();
            if (Generated(constructor) is { } parameters)
                report(Diagnostics.ConstructorClash, location, [type.Name, parameters]);
            else if (primary is not null)
                report(Diagnostics.ConstructorChain, location,
                    [type.Name, "make it an ordinary constructor with ': this(seed: …)', because a primary constructor cannot call another one"]);
            else if (syntax is ConstructorDeclarationSyntax { Initializer: not { RawKind: (int)SyntaxKind.ThisConstructorInitializer } })
                report(Diagnostics.ConstructorChain, location, [type.Name, "add ': this(seed: …)'"]);
        }
    }

    /// <summary>The parameters of the generated constructor that this one could not stand beside.</summary>
    private static string? Generated(IMethodSymbol constructor) => constructor.Parameters.Length != 1 ? null : constructor.Parameters[0] switch
    {
        { RefKind: RefKind.None, Type.SpecialType: SpecialType.System_Int32 } => "int seed = 0",
        { RefKind: not RefKind.None, Type: { Name: "ModelCore", ContainingNamespace: { Name: "CompilerServices", ContainingNamespace.Name: "Unrolled" } } } =>
            "ref ModelCore core",
        _ => null,
    };

    private static Location? OfUser(ISymbol member) => member.Locations.FirstOrDefault(l => l.SourceTree is { } tree && !Locations.IsGenerated(tree));
}
