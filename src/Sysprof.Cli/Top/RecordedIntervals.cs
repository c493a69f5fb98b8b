using Sysprof.Profile.Model;
using Sysprof.Profile.Recording;

namespace Sysprof.Cli.Top;

/// <summary>The intervals of a recording on their way into a model. One thread at a time: that of the model.</summary>
internal sealed class RecordedIntervals : IDisposable
{
    private readonly string _file;
    private RecordingReader _reader;
    private IEnumerator<Interval> _intervals;
    private long _position;

    /// <param name="file">The recording; must be one that can be read again.</param>
    public RecordedIntervals(string file)
    {
        _file = file;
        _reader = RecordingReader.Open(file);
        _intervals = _reader.ReadIntervals().GetEnumerator();
    }

    /// <summary>Has a model show an interval, 1 for the first. A recording is read forwards: to go back is to begin anew.</summary>
    /// <param name="model">The model.</param>
    /// <param name="wanted">Which interval, at least 1.</param>
    /// <param name="cancellation">Ends it before it is there.</param>
    /// <returns>Which one is shown, the last one where there are fewer, and how long it took in seconds.</returns>
    public (long Position, double Seconds) Show(TopModel model, long wanted, CancellationToken cancellation)
    {
        if (wanted <= _position)
        {
            _reader.Dispose();
            _reader = RecordingReader.Open(_file);
            _intervals = _reader.ReadIntervals().GetEnumerator();
            _position = 0;
            model.Restart();
        }

        double seconds = 0;
        while (_position < wanted && _intervals.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            _position++;
            model.IsFrozen = _position < wanted;
            model.Take(_intervals.Current);
            seconds = (_intervals.Current.EndNs - _intervals.Current.StartNs) * 1e-9;
        }

        return (_position, seconds);
    }

    public void Dispose() => _reader.Dispose();
}
