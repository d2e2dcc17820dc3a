using System.Runtime.InteropServices;

namespace Unrolled.Package.Tests.Support;

/// <summary>One or more projects of a user, in a folder of their own with the packed product as a source of packages.</summary>
internal sealed class FreshProject
{
    private readonly PackedProduct _product;

    public FreshProject(string folder, PackedProduct product)
    {
        Folder = folder;
        _product = product;
        Directory.CreateDirectory(folder);
        Write("nuget.config", $"""<configuration><packageSources><add key="unrolled" value="{product.Feed}" /></packageSources></configuration>""");
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Packages.props", "<Project />");
    }

    /// <summary>Where it lies.</summary>
    public string Folder { get; }

    /// <summary>The platform of this machine as projects name it.</summary>
    public static string Platform { get; } =
        (OperatingSystem.IsWindows() ? "win-" : OperatingSystem.IsMacOS() ? "osx-" : "linux-") + RuntimeInformation.OSArchitecture.ToString()
            .ToLowerInvariant();

    /// <summary>The reference that <c>dotnet add package Unrolled</c> writes.</summary>
    public string Reference => $"""<PackageReference Include="Unrolled" Version="{_product.Version}" />""";

    /// <summary>The reference that <c>dotnet add package Unrolled.Interop</c> writes.</summary>
    public string InteropReference => $"""<PackageReference Include="Unrolled.Interop" Version="{_product.Version}" />""";

    /// <summary>Writes a file.</summary>
    public FreshProject Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    /// <summary>Writes a project that installs the package.</summary>
    /// <param name="name">The file.</param>
    /// <param name="framework">Its target framework.</param>
    /// <param name="properties">More properties, as XML.</param>
    /// <param name="items">More items, as XML.</param>
    /// <param name="install">Whether the package is installed.</param>
    public FreshProject Project(string name, string framework, string properties = "", string items = "", bool install = true) => Write(name, $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>{framework}</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <InvariantGlobalization>true</InvariantGlobalization>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            {(install ? Reference : "")}
            {items}
          </ItemGroup>
        </Project>
        """);

    /// <summary>Runs <c>dotnet</c> there, without a warning; gives what it wrote.</summary>
    public string DotNet(params string[] arguments)
    {
        string output = CommandLine.DotNet(Folder, arguments);
        Assert.DoesNotContain("warning ", output);
        return output;
    }

    /// <summary>Runs a program that was built there; gives what it wrote.</summary>
    public string Run(string program, params string[] arguments) => CommandLine.Succeed(Folder, Path.Combine(Folder, program), arguments);
}
