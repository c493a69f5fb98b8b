using System.CommandLine;
using Sysprof.Cli.Commands;
using Sysprof.Cli.Terminal;
using Sysprof.Profile;
using Sysprof.Profile.Export;

namespace Sysprof.Cli.CommandLine;

/// <summary>From the words of the command line to the exit code; the one place where errors are printed.</summary>
/// <remarks>
/// System.CommandLine only takes the words apart. Its invocation is not used: it would bring its own signal handling
/// with a timeout, print exceptions, and word errors in its own way. The root is no RootCommand, so there are no
/// directives and no <c>-?</c>.
/// </remarks>
internal sealed class CliApplication(CliHost host)
{
    private readonly Option<bool> _help = Everywhere("Show this help", "--help", "-h");
    private readonly Option<bool> _version = Everywhere("Show the version", "--version", "-V");

    /// <summary>Does what the command line says and returns the exit code.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var root = new SysprofCommand { _help, _version };
        ParseResult parse = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        Command command = parse.CommandResult.Command;
        string path = command == root ? root.Name : $"{root.Name} {command.Name}";
        try
        {
            ElevatedStart.RefuseOnRuntime();
            int exitCode = await DispatchAsync(parse, arguments, path, cancellation).ConfigureAwait(false);
            Flush();
            return exitCode;
        }
        catch (SysprofException error)
        {
            Print(error, path);
            return (int)error.ExitCode;
        }
    }

    private async Task<int> DispatchAsync(
        ParseResult parse, IReadOnlyList<string> arguments, string path, CancellationToken cancellation)
    {
        var command = (CliCommand)parse.CommandResult.Command;
        if (arguments.Count == 0 || parse.GetValue(_help))
        {
            new HelpWriter(host.Output, host.Terminal.Width).Write(command, path, [_help, _version]);
            return (int)ExitCode.Done;
        }

        if (parse.GetValue(_version))
        {
            host.Output.WriteLine(ProgramVersion.Line);
            return (int)ExitCode.Done;
        }

        new ParseCheck(parse, arguments).ThrowOnError();
        return await command.RunAsync(parse, host, cancellation).ConfigureAwait(false);
    }

    private void Flush()
    {
        try
        {
            host.Output.Flush();
        }
        catch (Exception error) when (FileErrors.IsForeseen(error))
        {
            throw FileErrors.Describe("writing", "standard output", error);
        }
    }

    private static Option<bool> Everywhere(string description, string name, string alias) =>
        new(name, alias) { Description = description, Recursive = true, Arity = ArgumentArity.Zero };

    private void Print(SysprofException error, string path)
    {
        // Messages quote what was typed and what files are called: nothing of that reaches a terminal as it is.
        host.Error.WriteLine($"sysprof: error: {SafeText.Escape(error.Message)}");
        if (error.Hint is not null)
        {
            host.Error.WriteLine($"  hint: {SafeText.Escape(error.Hint)}");
        }

        if (error.ExitCode == ExitCode.Usage)
        {
            host.Error.WriteLine($"  see: {path} --help");
        }

        foreach (string line in error.Details.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            host.Error.WriteLine($"  {SafeText.Escape(line)}");
        }
    }
}
