using System.Text.Json;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Export;

/// <summary>Who the threads of a group are, as properties of its object.</summary>
internal static class GroupJson
{
    /// <summary>The property that holds the groups of a report, or the calls when there are no groups.</summary>
    public static string ArrayOf(GroupBy by) => by switch
    {
        GroupBy.Syscall => "syscalls",
        GroupBy.Process => "processes",
        GroupBy.Pool => "pools",
        GroupBy.File => "files",
        GroupBy.Peer => "peers",
        GroupBy.Cgroup => "cgroups",
        _ => "threads",
    };

    /// <summary>Writes who a thread, a pool, a process or a cgroup is.</summary>
    public static void WriteIdentity(Utf8JsonWriter json, ReportGroup group, GroupBy by)
    {
        ThreadInfo who = group.Who;
        if (by == GroupBy.Cgroup)
        {
            json.WriteString("path", who.Cgroup);
            json.WriteNumber("threads", group.ThreadCount);
            return;
        }

        json.WriteNumber("pid", who.Key.Tgid);
        if (by == GroupBy.Thread)
        {
            json.WriteNumber("tid", who.Key.Tid);
        }
        else
        {
            json.WriteNumber("threads", group.ThreadCount);
        }

        json.WriteNumber("start_ns", who.Key.StartNs);
        json.WriteString("comm", who.Comm);
        json.WriteString("process", who.Process);
        json.WriteString("cgroup", who.Cgroup);
        WriteProgram(json, who.Program);
        if (group.Pool is { } pool)
        {
            WriteText(json, "role", group.Role);
            json.WriteString("pool", pool.Name);
        }
    }

    private static void WriteProgram(Utf8JsonWriter json, ProgramInfo? program)
    {
        if (program is null)
        {
            json.WriteNull("program");
            return;
        }

        json.WriteStartObject("program");
        json.WriteString("kind", ProgramKinds.Name(program.Kind));
        json.WriteString("name", program.Name);
        json.WriteString("version", program.Version);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
        {
            json.WriteString(name, text);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
