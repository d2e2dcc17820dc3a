namespace Unrolled.Compiler.Emission;

/// <summary>
/// The types and members of the runtime that generated code names: all that the compiler knows of the runtime, which it does not reference. A test compares
/// this list with what the generated code of many models means to the C# compiler, and with the runtime.
/// </summary>
internal static class RuntimeNames
{
    /// <summary>Members by type, both as metadata names them.</summary>
    public static IReadOnlyDictionary<string, string[]> Members { get; } = new Dictionary<string, string[]>
    {
        ["Unrolled.CompilerServices.AlignedBuffer"] = ["Reference"],
        ["Unrolled.CompilerServices.BFloat16Pair"] = [],
        ["Unrolled.CompilerServices.Bytes"] = ["Quantize"],
        ["Unrolled.CompilerServices.Check"] = ["Input", "Output", "Run", "State", "Tape", "Token", "Tokens"],
        ["Unrolled.CompilerServices.Dropout"] = ["Apply"],
        ["Unrolled.CompilerServices.ForWidth"] = ["Pass", "Run", "RunLength", "Step", "StepAll"],
        ["Unrolled.CompilerServices.FromBiases"] = [],
        ["Unrolled.CompilerServices.FromInput"] = [],
        ["Unrolled.CompilerServices.IFeatureNetwork"] = [],
        ["Unrolled.CompilerServices.INetwork"] = [],
        ["Unrolled.CompilerServices.ISimd`1"] = ["Accumulate", "AccumulateFirst", "BroadcastAt", "Element", "FirstLanes", "Four", "Lanes", "Scaled"],
        ["Unrolled.CompilerServices.IStart"] = ["HasInput"],
        ["Unrolled.CompilerServices.ITokenNetwork"] = [],
        ["Unrolled.CompilerServices.Int8Quad"] = [],
        ["Unrolled.CompilerServices.LayerLayout"] =
        [
            ".ctor", "BFloat16", "Int8", "Matrix", "Output", "ParameterFloats", "Region", "RowMajorValue", "State", "StreamFloats", "Table", "Value",
            "Vector", "WeightWords",
        ],
        ["Unrolled.CompilerServices.LayerTape"] =
        [
            "Batch", "Output", "OutputStride", "Reversed", "RunOf", "ShareOfRows", "ShareOfSequences", "StartBackward", "Steps", "TakesInputAtOnce", "Uneven",
        ],
        ["Unrolled.CompilerServices.MaskDraw"] = [".ctor"],
        ["Unrolled.CompilerServices.Masks"] = ["FillSequences", "FillSteps"],
        ["Unrolled.CompilerServices.ModelCore"] =
        [
            ".ctor", "GradientSet", "Metadata", "ParameterSet", "Parameters", "Seed", "TrackGradients", "TrackParameters",
            "TrackWeights", "Weights",
        ],
        ["Unrolled.CompilerServices.ModelFiles"] = ["Load", "LoadEmbedded", "Save"],
        ["Unrolled.CompilerServices.ModelLayout"] = [".ctor", "Declaration", "Equations", "RunFloats", "RunSteps", "Training"],
        ["Unrolled.CompilerServices.NativeModel"] = ["Error", "Fail", "Free", "Get", "Give", "Ok", "Span", "Text"],
        ["Unrolled.CompilerServices.Packed"] = ["Accumulate", "Aligned", "At", "Copy", "CopyRow", "Load", "Padded", "Store"],
        ["Unrolled.CompilerServices.Pass"] = ["InputGradients", "IsBackward", "LeavesSums", "OnlySums", "Training"],
        ["Unrolled.CompilerServices.Products"] =
        [
            "AccumulateOuter", "Clear", "Fill", "Gather", "GatherFrom", "Multiply", "MultiplyAdd", "MultiplyFrom", "MultiplyTransposed",
            "ScatterAdd", "Transpose", "TransposedLength",
        ],
        ["Unrolled.CompilerServices.Reductions"] = ["AddGroups", "ClearGroups", "InverseRoot", "Mean"],
        ["Unrolled.CompilerServices.RowRun"] = ["End", "First", "IsAny", "Next"],
        ["Unrolled.CompilerServices.Rows"] = ["Batch", "Groups", "Once", "SequenceGroups", "Steps", "StepsAndOne"],
        ["Unrolled.CompilerServices.Sequences"] =
        [
            "AddRows", "Carry", "ClearRows", "Concatenate", "CopyRows", "FlushStateGradients", "FlushStates", "GiveLast", "Resume",
            "Split", "Suspend", "TakeLast",
        ],
        ["Unrolled.CompilerServices.Share"] = ["Count", "End", "EndGroup", "First", "FirstGroup"],
        ["Unrolled.CompilerServices.Simd512Lower"] = ["Lanes"],
        ["Unrolled.CompilerServices.SimdWidth"] = ["Lanes"],
        ["Unrolled.CompilerServices.SingleRow"] = ["AddProducts"],
        ["Unrolled.CompilerServices.VectorMath"] =
        [
            "Cos", "Exp", "FastSigmoid", "FastTanh", "Log", "Min", "Positive", "Relu", "Sigmoid", "Sign", "Sin", "Softplus", "Tanh",
        ],
        ["Unrolled.CompilerServices.Worker"] = ["Share", "Wait"],
        ["Unrolled.GradientSet"] = [],
        ["Unrolled.IInferenceModel`1"] = [],
        ["Unrolled.IModel`1"] = [],
        ["Unrolled.IVector`1"] =
        [
            "Abs", "And", "Broadcast", "MultiplyAdd", "NegativeMultiplyAdd", "Sqrt", "Zero", "op_Addition", "op_Division",
            "op_Multiply", "op_Subtraction", "op_UnaryNegation",
        ],
        ["Unrolled.Initial"] = ["Constant", "GlorotUniform", "Orthogonal"],
        ["Unrolled.ParameterSet"] = [],
        ["Unrolled.State`1"] =
        [
            ".ctor", "Flush", "FlushBefore", "Model", "Reset", "RunMemory", "RunTape", "Streams", "Stride", "Take", "Track", "TryCountStep",
        ],
        ["Unrolled.Tape`1"] =
        [
            ".ctor", "Boundary",
            "CollectInputGradients", "CollectOutputs", "InputGradients", "Inputs",
            "LayerInput", "LayerTokens", "Outputs", "Rows", "RunBackward", "RunForward",
            "SpreadOutputGradients", "Tokens", "Track",
        ],
    };
}
