using Sysprof.Profile;

namespace Sysprof.Cli.Terminal;

/// <summary>Where a result goes: the file of <c>-o</c>, or stdout.</summary>
internal sealed class ResultOutput : IDisposable
{
    private readonly OutputFile? _file;
    private readonly CliHost _host;

    /// <summary>Opens the file, if one is named.</summary>
    /// <exception cref="SysprofException">
    /// It cannot be opened, or exists and is not to be overwritten; or none is named, and stdout is closed.
    /// </exception>
    public ResultOutput(string? path, bool force, CliHost host)
    {
        _host = host;
        if (path is null || OutputFile.IsStandardOutput(path))
        {
            host.RequireOutput();
        }
        else
        {
            _file = OutputFile.Open(path, force);
        }
    }

    /// <summary>Writes the result.</summary>
    public void Write(Action<TextWriter> write)
    {
        if (_file is not null)
        {
            _file.Write(write);
            return;
        }

        try
        {
            write(_host.Output);
            _host.Output.Flush();
        }
        catch (Exception error) when (FileErrors.IsForeseen(error))
        {
            throw FileErrors.Describe("writing", "standard output", error);
        }
    }

    public void Dispose() => _file?.Dispose();
}
