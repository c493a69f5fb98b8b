using Microsoft.Win32.SafeHandles;
using Sysprof.Cli.Terminal;

namespace Sysprof.Cli.Top;

/// <summary>What a command prints while the screen is ours: kept, and shown when the screen is given back.</summary>
internal sealed class CommandOutput : IDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(100);

    // The command writes through one, we read through the other: each has its own place in the file.
    private readonly FileStream _written;
    private readonly FileStream _read;

    public CommandOutput()
    {
        string path = System.IO.Path.GetTempFileName();
        _written = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        _read = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

        // Nobody finds it by its name, and nothing is left behind however we end.
        File.Delete(path);
    }

    /// <summary>For the command.</summary>
    public SafeFileHandle Handle => _written.SafeFileHandle;

    /// <summary>Copies what comes, until the command has ended and everything is copied.</summary>
    public async Task CopyAsync(Stream to, Task ended, TimeProvider clock)
    {
        bool isLast;
        do
        {
            isLast = ended.IsCompleted;
            await _read.CopyToAsync(to).ConfigureAwait(false);
            if (!isLast)
            {
                await Task.WhenAny(ended, Task.Delay(s_period, clock)).ConfigureAwait(false);
            }
        }
        while (!isLast);
    }

    public void Dispose()
    {
        _read.Dispose();
        _written.Dispose();
    }
}
