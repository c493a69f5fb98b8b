namespace Sysprof.Cli.Terminal;
internal sealed class ScreenGuard(CliHost host) : IDisposable { public CliHost Host => host; public IScreen Open() => throw new NotSupportedException(); public void Close() { } public void Dispose() { } }
