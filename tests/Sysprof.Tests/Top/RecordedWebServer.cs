namespace Sysprof.Tests.Top;

/// <summary>A recording of <see cref="WebServer"/> in a file that is deleted afterwards.</summary>
internal sealed class RecordedWebServer : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-top-").FullName;

    public RecordedWebServer(int intervals)
    {
        File = Path.Combine(_directory, "web.rec");
        WebServer.Record(File, intervals);
    }

    public string File { get; }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
