using Unrolled.Conversion;

namespace Unrolled.Formats.Onnx;

/// <summary>How token models begin: with a table, or with a vector that is 1 at the token and 0 elsewhere.</summary>
internal static class TokenOperators
{
    /// <summary>A row of a table for each token.</summary>
    public static Signal Embedding(OnnxValue table, Signal tokens, long axis)
    {
        if (table is not OnnxArray<float> { Dims: [var vocabulary and > 0, var size and > 0] } array || axis is not (0 or -2))
            throw new Refusal("looks tokens up in something that is no table [tokens, features]");
        Require(tokens);
        var part = new TokenPart(vocabulary, new Matrix(array.Values, vocabulary, size));
        return tokens.With([.. tokens.Axes, []]).Through(part, size);
    }

    /// <summary>A one-hot vector for each token, which the layer after it reads as a look-up.</summary>
    public static Signal OneHot(OnnxNode node)
    {
        if (node[0] is not Signal tokens)
            throw new Refusal("reads something that does not come from the model's input");
        Require(tokens);
        if (node[1] is not OnnxArray<Dimension> { Values: [var depth] } || node[2] is not OnnxArray<float> { Values: [0, 1] }
            || node.Integer("axis", -1) is var axis && axis != -1 && axis != tokens.Axes.Count)
            throw new Refusal("makes other vectors than those of 0 with a 1 at the token, on the last axis");
        int vocabulary = depth.Known("the number of tokens");
        return vocabulary > 0 ? tokens.With([.. tokens.Axes, []]).Through(new TokenPart(vocabulary, null), vocabulary)
            : throw new Refusal($"has {vocabulary} tokens");
    }

    private static void Require(Signal tokens)
    {
        if (!tokens.IsInput || tokens.Pick != Pick.All || tokens.Channels is not null)
            throw new Refusal("reads tokens that are not the model's input");
    }
}
