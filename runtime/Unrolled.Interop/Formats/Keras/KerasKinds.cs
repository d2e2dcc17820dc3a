namespace Unrolled.Formats.Keras;

/// <summary>Which layers of Keras are read.</summary>
internal static class KerasKinds
{
    /// <summary>Checks that a layer is one that is read, and its options, before any variable is looked for.</summary>
    public static void Check(KerasLayer layer, bool isKeras3)
    {
        if (layer.Option("dtype")?.GetRawText().Contains("Quantized", StringComparison.Ordinal) == true)
            throw layer.Error("its weights are quantized. Save the model before it is quantized.");
        switch (layer.ClassName)
        {
            case "InputLayer" or "Embedding" or "Normalization" or "Rescaling" or "Masking":
            case "Dropout" or "SpatialDropout1D" or "GaussianDropout" or "GaussianNoise" or "AlphaDropout" or "ActivityRegularization":
                break;
            case "LSTM" or "GRU" or "SimpleRNN" or "Bidirectional":
                KerasRecurrent.Declaration(layer, isKeras3);
                break;
            case "Dense":
                KerasActivation.Read(layer, "activation", KerasActivation.Linear, isKeras3);
                break;
            case "Activation" or "ReLU" or "LeakyReLU" or "ELU" or "Softmax":
                KerasActivation.OfLayer(layer, isKeras3);
                break;
            case "TimeDistributed":
                var inner = layer.Inner("layer") ?? throw layer.Error("expected a layer within it.");
                if (inner.ClassName is not ("Dense" or "Dropout" or "Activation" or "ReLU" or "LeakyReLU" or "ELU" or "Softmax" or "Rescaling"))
                    throw inner.Error("expected Dense, Dropout, Activation or Rescaling within TimeDistributed. Build the model without it.");
                Check(inner, isKeras3);
                break;
            case "CuDNNLSTM" or "CuDNNGRU":
                throw layer.Error("its weights are in the order of cuDNN. Load the weights into LSTM or GRU in Keras, and save the model again.");
            case "Sequential" or "Functional" or "Model":
                throw layer.Error("it is a model within the model. Build one model of all layers, and save it.");
            default:
                throw layer.Error("Unrolled has no such layer. "
                    + "Save a model of LSTM, GRU, SimpleRNN, Bidirectional, TimeDistributed, Dense, Embedding, Dropout, Normalization and Rescaling alone.");
        }
    }

    /// <summary>Hidden units of a recurrent layer, or of the one within it.</summary>
    public static int Units(KerasLayer layer) => (layer.ClassName == "Bidirectional" ? layer.Inner("layer")! : layer).Count("units");
}
