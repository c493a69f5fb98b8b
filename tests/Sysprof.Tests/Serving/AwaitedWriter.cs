using System.Text;

namespace Sysprof.Tests.Serving;

/// <summary>Keeps what is written, for readers at the same time, and tells when a word was.</summary>
internal sealed class AwaitedWriter(string word) : TextWriter
{
    private readonly StringBuilder _text = new();
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Completes when the word was written.</summary>
    public Task Seen => _seen.Task;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        lock (_text)
        {
            _text.Append(value);
            if (_text.ToString().Contains(word, StringComparison.Ordinal))
            {
                _seen.TrySetResult();
            }
        }
    }

    public override string ToString()
    {
        lock (_text)
        {
            return _text.ToString();
        }
    }
}
