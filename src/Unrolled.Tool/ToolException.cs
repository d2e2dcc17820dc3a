namespace Unrolled.Tool;

/// <summary>What the user has to be told, in one line.</summary>
internal sealed class ToolException(string message) : Exception(message);
