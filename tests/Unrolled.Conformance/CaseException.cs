namespace Unrolled.Conformance;

/// <summary>A case is wrong.</summary>
internal sealed class CaseException(string message) : Exception(message);
