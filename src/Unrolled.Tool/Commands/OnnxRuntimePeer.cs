using System.Collections;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Unrolled.Tool.Commands;

/// <summary>
/// ONNX Runtime, where its package Microsoft.ML.OnnxRuntime lies in this user's folder of packages: the same model, written as ONNX, on one thread. The tool
/// does not bring it along, so its types are known by name alone.
/// </summary>
internal sealed class OnnxRuntimePeer
{
    private const string Namespace = "Microsoft.ML.OnnxRuntime.";
    private readonly Assembly _assembly;
    private readonly object _session;
    private readonly object _options;
    private readonly MethodInfo _run;
    private readonly IList _outputNames;
    private readonly string _inputName;

    private OnnxRuntimePeer(Assembly assembly, byte[] model)
    {
        _assembly = assembly;
        object options = New("SessionOptions");
        options.GetType().GetProperty("IntraOpNumThreads")!.SetValue(options, 1);
        options.GetType().GetProperty("InterOpNumThreads")!.SetValue(options, 1);
        _session = New("InferenceSession", model, options);
        _options = New("RunOptions");
        _inputName = Names("InputNames").First();
        _outputNames = Names("OutputNames").ToList();
        _run = _session.GetType().GetMethods().Single(method => method.Name == "Run" && method.GetParameters() is [var first, var second, var third]
            && first.ParameterType == _options.GetType() && second.ParameterType == Inputs().GetType().GetInterface("IReadOnlyDictionary`2")
            && third.ParameterType == typeof(IReadOnlyCollection<string>));
        Version = _assembly.GetName().Version!.ToString(3);
    }

    /// <summary>The version that was found.</summary>
    public string Version { get; }

    /// <summary>The peer, or null where the package is not there or the model is none of ONNX.</summary>
    public static OnnxRuntimePeer? Find(ModelFile file)
    {
        string user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(user, ".nuget", "packages");
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string platform = $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        string name = OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib" : "libonnxruntime.so";
        foreach (string folder in Versions(Path.Combine(packages, "microsoft.ml.onnxruntime")))
        {
            string native = Path.Combine(folder, "runtimes", platform, "native", name);
            string libraries = Path.Combine(packages, "microsoft.ml.onnxruntime.managed", Path.GetFileName(folder), "lib");
            string managed = Path.Combine(libraries, "net8.0", "Microsoft.ML.OnnxRuntime.dll");
            if (!File.Exists(native) || !File.Exists(managed))
                continue;
            var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(managed);
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, asked) =>
                asked.Contains("onnxruntime", StringComparison.Ordinal) ? NativeLibrary.Load(native) : 0;
            return Written(file) is { } model ? new OnnxRuntimePeer(assembly, model) : null;
        }

        return null;
    }

    /// <summary>A run over a sequence of one stream.</summary>
    /// <param name="inputs">[steps, width]; for a token model not read.</param>
    /// <param name="tokens">[steps] of a token model.</param>
    /// <param name="width">Features a step.</param>
    public Action Sequence(float[] inputs, int[] tokens, int width)
    {
        object value = tokens.Length > 0
            ? Tensor(Array.ConvertAll(tokens, token => (long)token), [tokens.Length, 1])
            : Tensor(inputs, [inputs.Length / width, 1, width]);
        var named = Inputs();
        named.Add(_inputName, value);
        object?[] arguments = [_options, named, _outputNames];
        return () => ((IDisposable)_run.Invoke(_session, arguments)!).Dispose();
    }

    private static IEnumerable<string> Versions(string package) => !Directory.Exists(package) ? [] :
        Directory.GetDirectories(package).Where(folder => System.Version.TryParse(Path.GetFileName(folder), out _))
            .OrderByDescending(folder => System.Version.Parse(Path.GetFileName(folder)));

    private static byte[]? Written(ModelFile file)
    {
        string path = Path.Combine(Path.GetTempPath(), $"unrolled-{Guid.NewGuid():N}.onnx");
        try
        {
            file.Write(path, FileFormat.Onnx);
            return File.ReadAllBytes(path);
        }
        catch (ModelFileException)
        {
            // ONNX has no operator for it: there is nothing to compare with.
            return null;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private object Tensor<T>(T[] values, long[] shape)
    {
        var create = Type("OrtValue").GetMethods().Single(method => method.Name == "CreateTensorValueFromMemory"
            && method.GetParameters() is [{ ParameterType.IsArray: true }, { ParameterType.IsArray: true }]);
        return create.MakeGenericMethod(typeof(T)).Invoke(null, [values, shape])!;
    }

    private IDictionary Inputs() => (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), Type("OrtValue")))!;

    private IEnumerable<string> Names(string property) => (IEnumerable<string>)_session.GetType().GetProperty(property)!.GetValue(_session)!;

    private object New(string type, params object[] arguments) => Activator.CreateInstance(Type(type), arguments)!;

    private Type Type(string name) => _assembly.GetType(Namespace + name, throwOnError: true)!;
}
