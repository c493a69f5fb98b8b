using Xunit;

namespace Sysprof.EndToEndTests.Serving;

/// <summary>The built program where every user may run it, in a directory that goes with it.</summary>
internal sealed class PublicCopy : IDisposable
{
    private static readonly string[] s_nobody = ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"];

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-public-").FullName;

    public PublicCopy()
        : this(SysprofProgram.Path)
    {
    }

    /// <summary>Of another program than the shipped one, with what lies beside it.</summary>
    public PublicCopy(string program)
    {
        SysprofProgram.RequireRoot();
        InstalledProgram.Require("setpriv");
        File.SetUnixFileMode(_directory, (UnixFileMode)0b111_101_101);
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(program)!))
        {
            string copy = Path.Combine(_directory, Path.GetFileName(file));
            File.Copy(file, copy);
            File.SetUnixFileMode(copy, (UnixFileMode)0b111_101_101);
        }
    }

    /// <summary>The program in it.</summary>
    public string Program => Path.Combine(_directory, "sysprof");

    /// <summary>The words that start it as a user with nothing but what is named.</summary>
    /// <param name="capabilities">As setpriv writes them: <c>bpf</c>.</param>
    /// <param name="arguments">Its arguments.</param>
    public string[] AsNobody(IReadOnlyList<string> capabilities, params string[] arguments)
    {
        string sets = string.Join(',', ["-all", .. capabilities.Select(name => $"+{name}")]);
        return [.. s_nobody, "--inh-caps", sets, "--ambient-caps", sets, "--", Program, .. arguments];
    }

    /// <summary>Runs it to its end as a user with nothing.</summary>
    public async Task<SysprofProgram.Result> RunAsNobodyAsync(params string[] arguments)
    {
        using SysprofProgram program = SysprofProgram.StartAs(AsNobody([], arguments));
        return await program.EndAsync();
    }

    /// <summary>Writes a file that every user may read, and returns its path.</summary>
    public string Write(string name, string content)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
        return path;
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
