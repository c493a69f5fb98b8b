using System.Diagnostics;

namespace Sysprof.Bench.Services;

/// <summary>The workload <c>served</c>: net/http of Go, which opens, reads and closes a file for each answer.</summary>
internal sealed class GoServer : WebService
{
    public override string Name => "Go";

    protected override string[] Programs => [.. base.Programs, "go"];

    protected override string[] Command()
    {
        string program = Path.Combine(Directory, "served");
        var build = new ProcessStartInfo("go", ["build", "-buildvcs=false", "-o", program, "."])
        {
            WorkingDirectory = Path.Combine(AppContext.BaseDirectory, "peers", "served"),
        };
        // Nothing is fetched.
        (build.Environment["GOPROXY"], build.Environment["GOTOOLCHAIN"], build.Environment["GOFLAGS"]) = ("off", "local", "");
        (build.Environment["CGO_ENABLED"], build.Environment["GO111MODULE"]) = ("0", "on");
        build.Environment["GOCACHE"] = Path.Combine(AppContext.BaseDirectory, "peers", "go-cache");
        _ = Output(build);
        return [program, "at", $"127.0.0.1:{Port}"];
    }
}
