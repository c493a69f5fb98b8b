using Sysprof.Profile.Model;

namespace Sysprof.Profile.Export;

/// <summary>What programs and runtimes are called in formats for programs.</summary>
public static class ProgramKinds
{
    /// <summary>Its word: <c>go</c>, <c>dotnet</c>; <c>native</c> for machine code of which nothing else is known.</summary>
    public static string Name(ProgramKind kind) => kind switch
    {
        ProgramKind.Go => "go",
        ProgramKind.DotNet => "dotnet",
        ProgramKind.Jvm => "jvm",
        ProgramKind.NodeJs => "nodejs",
        ProgramKind.Python => "python",
        ProgramKind.Redis => "redis",
        ProgramKind.Nginx => "nginx",
        ProgramKind.PostgreSql => "postgresql",
        ProgramKind.Memcached => "memcached",
        ProgramKind.MySql => "mysql",
        _ => "native",
    };
}
