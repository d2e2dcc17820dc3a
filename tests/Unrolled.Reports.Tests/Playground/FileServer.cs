using System.Net;
using System.Net.Sockets;

namespace Unrolled.Reports.Tests.Playground;

/// <summary>Serves the files of a folder to this machine.</summary>
internal sealed class FileServer : IDisposable
{
    private static readonly Dictionary<string, string> s_types = new()
    {
        [".html"] = "text/html",
        [".css"] = "text/css",
        [".js"] = "text/javascript",
        [".wasm"] = "application/wasm",
    };

    private readonly HttpListener _listener = new();
    private readonly string _folder;

    public FileServer(string folder)
    {
        _folder = folder;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        }

        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _ = Serve();
    }

    public Uri Address { get; }

    public void Dispose() => _listener.Close();

    private async Task Serve()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext request;
            try
            {
                request = await _listener.GetContextAsync();
            }
            catch (Exception) when (!_listener.IsListening)
            {
                return;
            }

            string path = Path.Combine(_folder, request.Request.Url!.AbsolutePath.TrimStart('/'));
            using var response = request.Response;
            if (!File.Exists(path))
            {
                response.StatusCode = 404;
                continue;
            }

            response.ContentType = s_types.GetValueOrDefault(Path.GetExtension(path), "application/octet-stream");
            byte[] bytes = await File.ReadAllBytesAsync(path);
            response.ContentLength64 = bytes.Length;
            await response.OutputStream.WriteAsync(bytes);
        }
    }
}
