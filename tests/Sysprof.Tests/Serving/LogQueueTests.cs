using System.Text;
using Microsoft.Extensions.Logging;
using Sysprof.Cli.Serving.Logging;
using Xunit;

namespace Sysprof.Tests.Serving;

public sealed class LogQueueTests
{
    private static readonly LogSettings s_logfmt = new(LogLevel.Information, LogFormat.Logfmt);

    [Fact]
    public void What_was_taken_is_written_in_order_before_it_is_closed()
    {
        using var target = new GatedWriter(isOpen: true);
        using (LogQueue queue = QueueTo(target))
        {
            queue.Write("a\n");
            queue.Write("b\n");
        }

        Assert.Equal("a\nb\n", target.Written);
    }

    [Fact]
    public void Nobody_waits_for_a_reader_who_does_not_read_and_the_loss_is_told()
    {
        using var target = new GatedWriter(isOpen: false);
        using (LogQueue queue = QueueTo(target))
        {
            queue.Write("first\n");
            target.AwaitWriter();
            for (int line = 0; line < 1024 + 7; line++)
            {
                queue.Write("x\n");
            }

            target.Open();
        }

        const string Loss = "ts=2026-01-02T03:04:05.678Z level=warn msg=\"lines of this log were lost before this one\" lines=7\n";
        Assert.StartsWith($"first\n{Loss}x\n", target.Written, StringComparison.Ordinal);
        Assert.Equal(1024, target.Written.Split("x\n").Length - 1);
    }

    [Fact]
    public void A_reader_who_never_reads_does_not_keep_the_end_waiting_for_ever()
    {
        using var target = new GatedWriter(isOpen: false);
        LogQueue queue = QueueTo(target);
        queue.Write("x\n");

        queue.Dispose();
        queue.Write("afterwards\n");

        Assert.Equal("", target.Written);
        target.Open();
    }

    [Fact]
    public void A_disk_that_was_full_is_told_when_it_is_no_more()
    {
        using var target = new GatedWriter(isOpen: true) { Refusals = 2 };
        using (LogQueue queue = QueueTo(target))
        {
            queue.Write("a\n");
            queue.Write("b\n");
            queue.Write("c\n");
        }

        Assert.EndsWith(" lines=2\nc\n", target.Written, StringComparison.Ordinal);
    }

    private static LogQueue QueueTo(TextWriter target) => new(target, s_logfmt, new ManualClock());

    /// <summary>Writes go through it once it is open, and fail a number of times.</summary>
    private sealed class GatedWriter(bool isOpen) : TextWriter
    {
        private readonly ManualResetEventSlim _gate = new(isOpen);
        private readonly ManualResetEventSlim _somebodyIsHere = new();
        private readonly StringBuilder _written = new();

        public int Refusals { get; set; }

        public override Encoding Encoding => Encoding.UTF8;

        public string Written
        {
            get
            {
                lock (_written)
                {
                    return _written.ToString();
                }
            }
        }

        public void Open() => _gate.Set();

        public void AwaitWriter() => _somebodyIsHere.Wait(TestContext.Current.CancellationToken);

        public override void Write(string? value)
        {
            _somebodyIsHere.Set();
            _gate.Wait();
            if (Refusals-- > 0)
            {
                throw new IOException("no space left on device");
            }

            lock (_written)
            {
                _written.Append(value);
            }
        }
    }
}
