namespace Unrolled;

/// <summary>The formats of model files.</summary>
public enum FileFormat
{
    /// <summary>Unrolled's own: a safetensors file under Unrolled's names that says which layers it is for (<c>.safetensors</c>).</summary>
    Unrolled,

    /// <summary>A PyTorch state_dict, saved with <c>torch.save</c> of PyTorch 1.6 or later (<c>.pt</c>, <c>.pth</c>, <c>.tar</c>).</summary>
    PyTorch,

    /// <summary>A PyTorch state_dict as safetensors (<c>.safetensors</c>).</summary>
    PyTorchSafetensors,

    /// <summary>A state_dict that TorchSharp's <c>save</c> wrote (<c>.dat</c>).</summary>
    TorchSharp,

    /// <summary>A Keras 3 model (<c>.keras</c>).</summary>
    Keras,

    /// <summary>A Keras 2 model (<c>.h5</c>).</summary>
    KerasHdf5,

    /// <summary>An ONNX model (<c>.onnx</c>).</summary>
    Onnx,

    /// <summary>RTNeural's JSON in the form that its Keras exporter writes, with or without the additions of AIDA-X (<c>.json</c>, <c>.aidax</c>).</summary>
    RTNeural,

    /// <summary>A PyTorch state_dict as JSON: RTNeural's other form, GuitarML, Proteus, NeuralPi (<c>.json</c>).</summary>
    TorchJson,

    /// <summary>A Neural Amp Modeler file (<c>.nam</c>).</summary>
    Nam,
}
