using Microsoft.Extensions.Logging;
using Sysprof.Cli.Serving.Logging;

namespace Sysprof.Cli.Serving;

/// <summary>Logs turns of the interval that failed and are tried again: the first, how many since, and the end of it.</summary>
internal sealed class FailedTurns : IDisposable
{
    private readonly ILogger _log;
    private readonly RepeatedWarning _warning;
    private long _inARow;

    // Written by who takes a turn or by the timer of the warning, read by the other: a line more or less does no harm.
    private volatile string _reason = "";
    private volatile bool _isLogged;

    /// <param name="clock">For pauses in the log.</param>
    /// <param name="log">The log.</param>
    public FailedTurns(TimeProvider clock, ILogger log)
    {
        _log = log;
        _warning = new RepeatedWarning(clock, Warn);
    }

    /// <summary>A turn failed. One thread at a time.</summary>
    public void Add(Exception error)
    {
        _inARow++;
        _reason = error.Message;
        _warning.Add();
    }

    /// <summary>A turn succeeded. One thread at a time.</summary>
    public void End()
    {
        if (_inARow == 0)
        {
            return;
        }

        _warning.Forget();
        if (_isLogged)
        {
            _log.Info("metrics are up to date again", ("failed", _inARow));
        }

        _inARow = 0;
        _isLogged = false;
    }

    public void Dispose() => _warning.Dispose();

    private void Warn(long attempts)
    {
        _isLogged = true;
        _log.Warn("metrics could not be brought up to date; trying again", ("reason", _reason), ("attempts", attempts));
    }
}
