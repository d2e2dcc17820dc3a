// The generator targets netstandard2.0, where the type that C# needs for records and init accessors is missing.
namespace System.Runtime.CompilerServices;

internal static class IsExternalInit;
