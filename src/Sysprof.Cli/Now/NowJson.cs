using System.Buffers;
using System.Text;
using System.Text.Json;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Cli.Now;

/// <summary>A frame as the object that docs/output.md describes.</summary>
internal static class NowJson
{
    private const string Schema = "sysprof.now/1";

    /// <summary>Writes it, and the end of its line.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="isLine">Whether it stays on one line.</param>
    public static void Write(NowFrame frame, TextWriter output, bool isLine)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = !isLine, NewLine = "\n" }))
        {
            WriteFrame(json, frame);
        }

        output.Write(Encoding.UTF8.GetString(text.WrittenSpan));
        output.Write('\n');
    }

    private static void WriteFrame(Utf8JsonWriter json, NowFrame frame)
    {
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteString("version", frame.Run.Version);
        json.WriteString("host", frame.Run.Host);
        json.WriteString("kernel", frame.Run.Kernel);
        json.WriteString("architecture", frame.Run.Architecture);
        json.WriteString("target", frame.Run.Target);
        json.WriteString("time", Quantity.Moment(frame.Time));
        json.WriteNumber("watched_seconds", Quantity.Seconds(frame.WatchedNs));
        json.WriteStartArray("processes");
        foreach (NowProcess process in frame.Processes)
        {
            json.WriteStartObject();
            json.WriteNumber("pid", process.Tgid);
            json.WriteString("name", process.Name);
            json.WriteString("cgroup", process.Cgroup);
            json.WriteString("program", process.Program.ToString());
            json.WriteStartArray("threads");
            foreach (NowThread thread in process.Threads)
            {
                WriteThread(json, thread, frame);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteThread(Utf8JsonWriter json, NowThread thread, NowFrame frame)
    {
        ThreadSight sight = thread.Sight;
        json.WriteStartObject();
        json.WriteNumber("tid", sight.Key.Tid);
        json.WriteString("name", sight.Comm);
        json.WriteString("role", thread.Role);
        json.WriteString("state", ((char)sight.State).ToString());
        json.WriteBoolean("on_cpu", sight.OnCpu);
        json.WriteString("place", PlaceOf(sight.Place));
        json.WriteString("text", NowText.Place(sight, fd => frame.NameOf(sight.Key, fd)));
        if (sight.Call is { } call)
        {
            WriteCall(json, call);
        }
        else
        {
            json.WriteNull("call");
        }

        WriteSeconds(json, "for_seconds", thread.ForNs);
        json.WriteBoolean("for_is_at_least", thread.IsAtLeast);
        WriteShares(json, thread.Shares);
        json.WriteStartArray("last_calls");
        foreach (PastCall past in sight.LastCalls)
        {
            WritePast(json, past, sight.LookedNs);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter json, SightedCall call)
    {
        json.WriteStartObject("call");
        WriteKey(json, call.Key);
        json.WriteStartArray("arguments");
        foreach (ulong argument in call.Arguments)
        {
            // Not as numbers: many programs read those as floating point.
            json.WriteStringValue($"0x{argument:x}");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePast(Utf8JsonWriter json, PastCall past, long lookedNs)
    {
        json.WriteStartObject();
        WriteKey(json, past.Key);
        json.WriteNumber("ended_seconds_ago", Quantity.Seconds(lookedNs - past.StartNs - past.DurationNs));
        json.WriteNumber("duration_seconds", Quantity.Seconds(past.DurationNs));
        json.WriteNumber("result", past.Result);
        if (past.Result < 0)
        {
            json.WriteString("errno", ErrnoNames.Name(-past.Result));
        }
        else
        {
            json.WriteNull("errno");
        }

        json.WriteNumber("argument", past.Argument);
        json.WriteBoolean("waited", past.Waited);
        json.WriteEndObject();
    }

    private static void WriteKey(Utf8JsonWriter json, CallKey key)
    {
        json.WriteString("syscall", SyscallTable.Name(key));
        json.WriteString("abi", AbiNames.Of(key.Abi));
        json.WriteNumber("number", key.Number);
    }

    private static void WriteShares(Utf8JsonWriter json, ThreadShares? shares)
    {
        if (shares is not { } parts)
        {
            json.WriteNull("shares");
            return;
        }

        json.WriteStartObject("shares");
        json.WriteNumber("calls", Math.Round(parts.Calls, 6));
        json.WriteNumber("waiting", Math.Round(parts.Waiting, 6));
        json.WriteNumber("outside", Math.Round(parts.Outside, 6));
        json.WriteEndObject();
    }

    private static void WriteSeconds(Utf8JsonWriter json, string name, long? ns)
    {
        if (ns is { } value)
        {
            json.WriteNumber(name, Quantity.Seconds(value));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string PlaceOf(ThreadPlace place) => place switch
    {
        ThreadPlace.InCall => "call",
        ThreadPlace.Outside => "outside",
        ThreadPlace.Worker => "worker",
        _ => "running",
    };
}
