using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Sysprof.Cli.Now;
using Sysprof.Cli.Serving.Logging;
using Sysprof.Fuzz.Seeds;
using Sysprof.Fuzz.Sinks;
using Sysprof.Kernel.Requirements;
using Sysprof.Profile;
using Sysprof.Profile.Model;
using Sysprof.Tests.Cli;
using Sysprof.Tests.Now;
using Sysprof.Tests.Recording;
using Sysprof.Tests.Serving;
using Xunit;
using Proto = Sysprof.Profile.Recording.Proto;

namespace Sysprof.Tests.Hostile;

/// <summary>What sysprof says on stderr and in its log, and what <c>now</c> and <c>check</c> print, when names do their worst.</summary>
public sealed class HostileMessageTests
{
    [Fact]
    public async Task Messages_quote_what_was_typed_without_what_it_would_do()
    {
        // An argument ends with a NUL, and so has none.
        foreach (string name in HostileText.All.Where(text => !text.Contains('\0')))
        {
            string[][] lines =
            [
                ["report", name], ["top", name, "--batch"], [name], ["stat", "-d", name], ["stat", "--comm", "(" + name], ["stat", "-e", name],
                ["stat", "--errno", name], ["stat", "-s", name], ["stat", "--" + name], ["record", "-o", "/nowhere/" + name], ["report", "--from", name],
                ["stat", "-o", "/nowhere/" + name], ["now", name], ["serve", "--web.listen-address", name], ["serve", "--web.config.file", name],
            ];
            foreach (string[] words in lines)
            {
                using var bytes = new MemoryStream();
                var world = new CliWorld { Bytes = bytes, StartError = new SysprofException($"tracing {name}", name) };
                await world.RunAsync(words);
                SinkText.RequirePlain(world.Error);
                SinkText.RequirePlain(world.Output + Encoding.UTF8.GetString(bytes.ToArray()));
            }
        }
    }

    /// <summary>A recording says itself why it ended early.</summary>
    [Fact]
    public async Task What_a_recording_says_of_its_end_is_quoted_likewise()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            foreach (string reason in HostileText.All.Where(text => text.Length > 0))
            {
                byte[] end = new Proto.End { Intervals = 3, Reason = reason }.ToByteArray();
                await File.WriteAllBytesAsync(
                    file, [.. Samples.Write(Samples.Three(), close: false), .. RecordingDamageTests.Chunk("DONE", end)], TestContext.Current.CancellationToken);
                foreach (string[] words in new[] { ["report", file], new[] { "top", file, "--batch" } })
                {
                    using var bytes = new MemoryStream();
                    var world = new CliWorld { Bytes = bytes };
                    Assert.Equal(0, await world.RunAsync(words));
                    Assert.Contains("recording stopped after interval 3: ", world.Error, StringComparison.Ordinal);
                    SinkText.RequirePlain(world.Error);
                }
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Now_is_plain_as_a_table_and_as_json() => Assert.All(HostileText.All, name =>
    {
        ThreadSight[] sights =
        [
            Sights.Sight(7, 7, name) with { Process = name, Call = Sights.Call("read", Sights.Second, isExact: true, 4, 0, 17) },
        ];
        NowFrame frame = new NowModel(Sights.Run with { Host = name, Target = name, Kernel = name }, Sights.View.Order, _ => new ProgramInfo(ProgramKind.Go, name, name))
            .Take(Sights.Watched, sights, (_, _) => name);

        SinkText.RequirePlain(string.Join('\n', new NowTable(Sights.View with { ShowsEach = true }, 100).Lines(frame)));
        using var output = new StringWriter();
        NowJson.Write(frame, output, isLine: true);
        SinkJson.Read(output.ToString()).Dispose();
    });

    [Fact]
    public async Task Check_is_plain_wherever_things_are_mounted()
    {
        foreach (string name in HostileText.All)
        {
            var world = new CliWorld { Requirements = [Requirement.Missing("cgroups", "mounted at " + name, "unmount " + name)] };
            await world.RunAsync("check");
            SinkText.RequirePlain(world.Output);
        }
    }

    [Fact]
    public void An_event_in_the_log_is_one_plain_line() => Assert.All(HostileText.All, name =>
    {
        string line = Logged(LogFormat.Logfmt, name);
        SinkText.RequirePlain(line);
        Assert.Single(line, character => character == '\n');

        line = Logged(LogFormat.Json, name);
        using JsonDocument json = SinkJson.Read(line);
        Assert.Single(line, character => character == '\n');
    });

    private static string Logged(LogFormat format, string text)
    {
        using var writer = new StringWriter();
        using (ILoggerFactory logs = new LogSettings(LogLevel.Information, format).Open(writer, new ManualClock()))
        {
            logs.CreateLogger("web").Error(text, new InvalidOperationException(text), (text, text));
        }

        return writer.ToString();
    }
}
