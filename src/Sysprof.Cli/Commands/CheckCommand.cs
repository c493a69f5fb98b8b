using System.CommandLine;
using System.Text.Json;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Terminal;
using Sysprof.Kernel.Requirements;
using Sysprof.Profile;
using Sysprof.Profile.Export;

namespace Sysprof.Cli.Commands;

/// <summary><c>sysprof check</c>: what this kernel and user can do, and how to mend the rest.</summary>
internal sealed class CheckCommand : CliCommand
{
    private readonly CheckOptions _options = new();

    public CheckCommand()
        : base("check", "Show what this kernel and user can do")
    {
        Add(_options);
    }

    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sysprof check", "what is there, what is missing, how to mend it"),
        new("sudo sysprof check --format json", "the same for a script, as root"),
    ];

    public override string Synopsis => "[--format table|json]";

    public override IReadOnlyList<string> Notes => ["Exit code: 0 when sysprof can run, 78 when something is missing or cannot be known."];

    public override Task<int> RunAsync(ParseResult parse, CliHost host, CancellationToken cancellation)
    {
        bool asJson = _options.ReadJson(parse);
        IReadOnlyList<Requirement> requirements = host.CheckKernel();
        if (asJson)
        {
            WriteJson(requirements, host.Output);
        }
        else
        {
            WriteTable(requirements, host.Output);
        }

        bool canRun = requirements.All(requirement => requirement.State is RequirementState.Met or RequirementState.Optional);
        return Task.FromResult((int)(canRun ? ExitCode.Done : ExitCode.KernelLacks));
    }

    private static string Word(RequirementState state) => state switch
    {
        RequirementState.Met => "ok",
        RequirementState.Missing => "missing",
        RequirementState.Unknown => "unknown",
        RequirementState.Optional => "optional",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    private static void WriteTable(IReadOnlyList<Requirement> requirements, TextWriter output)
    {
        int width = requirements.Select(requirement => requirement.Name.Length).DefaultIfEmpty(0).Max();
        foreach (Requirement requirement in requirements)
        {
            string name = requirement.Name.PadRight(width);
            output.WriteLine($"{Word(requirement.State),-8}  {name}  {SafeText.Escape(requirement.Finding)}");
            if (requirement.Remedy is not null)
            {
                output.WriteLine($"{"",-8}  {"".PadRight(width)}  -> {SafeText.Escape(requirement.Remedy)}");
            }
        }
    }

    private static void WriteJson(IReadOnlyList<Requirement> requirements, TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("schema", "sysprof.check/1");
            json.WriteStartArray("requirements");
            foreach (Requirement requirement in requirements)
            {
                json.WriteStartObject();
                json.WriteString("name", requirement.Name);
                json.WriteString("state", Word(requirement.State));
                json.WriteString("finding", requirement.Finding);
                json.WriteString("remedy", requirement.Remedy);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
