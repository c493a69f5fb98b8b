using Microsoft.Extensions.Logging;
using Sysprof.Cli.Serving.Logging;
using Sysprof.Profile;

namespace Sysprof.Cli.Serving.Configuration;

/// <summary>The configuration as the file has it now: certificates and passwords change without a restart.</summary>
/// <remarks>
/// Whoever asks has the files looked at, once a second at most. A version that is wrong is logged once, and the last
/// good one stays: a slip of the pen takes no service away. So does one that would open what was closed.
/// </remarks>
internal sealed class LiveWebConfig
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly string? _path;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Lock _lock = new();

    // Written under the lock, read without by Current.
    private volatile WebConfig _current;
    private SourceFiles _files = new("/");
    private long _lookedAt;

    /// <summary>Reads the file, if there is one.</summary>
    /// <param name="path">The file, or null: then the default stays for ever.</param>
    /// <param name="clock">Says when a second is over.</param>
    /// <param name="log">Where warnings, and errors of later versions, go.</param>
    /// <exception cref="SysprofException">It, or a file it names, cannot be read or is wrong.</exception>
    public LiveWebConfig(string? path, TimeProvider clock, ILogger log)
    {
        _path = path is null ? null : Path.GetFullPath(path);
        _clock = clock;
        _log = log;
        _lookedAt = clock.GetTimestamp();
        _current = _path is null ? WebConfig.Default : Read(_path);
        LogWarnings(_current);
    }

    /// <summary>The configuration now.</summary>
    public WebConfig Current()
    {
        // Whoever finds somebody looking takes what there is.
        if (_path is not null && _lock.TryEnter())
        {
            try
            {
                Look(_path);
            }
            finally
            {
                _lock.Exit();
            }
        }

        return _current;
    }

    private void Look(string path)
    {
        if (_clock.GetElapsedTime(_lookedAt) < s_pause)
        {
            return;
        }

        _lookedAt = _clock.GetTimestamp();
        if (!_files.HaveChanged())
        {
            return;
        }

        try
        {
            WebConfig read = Read(path);
            RequireSameListeners(read);
            RequireSameDoors(read);
            _current = read;
            _log.Info("the web configuration was read again", ("file", path));
            LogWarnings(read);
        }
        catch (SysprofException error)
        {
            _log.Error("the web configuration is wrong; the last good one stays", error, ("file", path));
        }
    }

    private WebConfig Read(string path)
    {
        // Also what a wrong version was read from: it is not tried again before something in it changes.
        _files = new SourceFiles(Path.GetDirectoryName(path) ?? "/");
        return WebConfigReader.Read(path, _files);
    }

    private void RequireSameListeners(WebConfig read)
    {
        if (read.Tls is null != _current.Tls is null || (read.Tls is not null && read.Http2 != _current.Http2))
        {
            throw new SysprofException("turning TLS or HTTP/2 on or off: takes a restart");
        }
    }

    /// <summary>A file that is being written looks like one that lets everybody in.</summary>
    private void RequireSameDoors(WebConfig read)
    {
        if (read.Users.IsEmpty && !_current.Users.IsEmpty)
        {
            throw new SysprofException("removing the last user, which lets everybody in: takes a restart");
        }

        if (_current.Tls is { } now && read.Tls is { } next && next.Clients.AskLessThan(now.Clients))
        {
            throw new SysprofException("asking less of client certificates: takes a restart");
        }
    }

    private void LogWarnings(WebConfig config)
    {
        foreach (string warning in config.Warnings)
        {
            _log.Warn(warning, ("file", _path));
        }
    }
}
