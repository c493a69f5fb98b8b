using System.CommandLine;
using Sysprof.Cli.CommandLine;
using Sysprof.Profile;

namespace Sysprof.Cli.Manual;

/// <summary>A manual page, made from the command tree as the help is, so that the two never differ.</summary>
/// <param name="root">The root of the tree.</param>
/// <param name="output">Where it is written.</param>
internal sealed class ManualPage(CliCommand root, TextWriter output)
{
    private static readonly (ExitCode Code, string Meaning)[] s_exitCodes =
    [
        (ExitCode.Done, "Done; after a signal that ended the run early, too."),
        (ExitCode.Failure, "It failed; standard error says why."),
        (ExitCode.Usage, "The command line was wrong."),
        (ExitCode.NotPermitted, "The user may not do this."),
        (ExitCode.KernelLacks, "The kernel lacks something."),
    ];

    /// <summary>The name of a command's page: "sysprof-stat".</summary>
    public string NameOf(CliCommand command) => command == root ? root.Name : $"{root.Name}-{command.Name}";

    /// <summary>Writes the page of a command, or of the program itself.</summary>
    public void Write(CliCommand command)
    {
        string name = NameOf(command);
        output.WriteLine(
            $"""
            .\" Made by: {(command == root ? "sysprof man" : $"sysprof man {command.Name}")}
            .TH {Roff.Escape(name.ToUpperInvariant())} 1 "" "{Roff.Escape(ProgramVersion.Line)}" "User Commands"
            .\" Neither words are broken nor lines stretched: both would change what is to be typed.
            .nh
            .ad l
            """);
        Section("NAME");
        output.WriteLine($@"{Roff.Escape(name)} \- {Roff.Escape(Summary(command))}");
        Section("SYNOPSIS");
        output.WriteLine($"{Roff.Bold(command == root ? root.Name : $"{root.Name} {command.Name}")} {Roff.Escape(command.Synopsis)}");
        WriteDescription(command);
        WriteCommands(command);
        WriteOptions(command);
        Section("EXAMPLES");
        foreach (HelpExample example in command.Examples)
        {
            Item(Roff.Bold(example.CommandLine), example.Meaning);
        }

        Section("EXIT STATUS");
        foreach ((ExitCode code, string meaning) in s_exitCodes)
        {
            Item(Roff.Bold($"{(int)code}"), meaning);
        }

        WriteSeeAlso(command);
    }

    /// <summary>The description as the line of a list: whatis(1) shows it beside others.</summary>
    private static string Summary(CliCommand command)
    {
        string description = (command.Description ?? "").TrimEnd('.');
        return char.ToLowerInvariant(description[0]) + description[1..];
    }

    private void WriteDescription(CliCommand command)
    {
        Section("DESCRIPTION");
        output.WriteLine(Roff.Escape(command.Description ?? ""));
        foreach (string note in command.Notes)
        {
            output.WriteLine(".PP");
            output.WriteLine(Roff.Escape(note));
        }
    }

    private void WriteCommands(CliCommand command)
    {
        if (command.Subcommands.Count == 0)
        {
            return;
        }

        Section("COMMANDS");
        foreach (CliCommand sub in command.Subcommands.Cast<CliCommand>())
        {
            Item($"{Roff.Bold(NameOf(sub))}(1)", sub.Description ?? "");
        }
    }

    private void WriteOptions(CliCommand command)
    {
        Section("OPTIONS");
        foreach (OptionGroup group in command.Groups)
        {
            WriteOptions(group.Title, group.Options);
        }

        WriteOptions("Everywhere", root.Options.Where(option => option.Recursive));
    }

    private void WriteOptions(string title, IEnumerable<Option> options)
    {
        output.WriteLine($".SS {Roff.Escape(title)}");
        foreach (Option option in options.Where(option => !option.Hidden))
        {
            string names = string.Join(", ", option.Aliases.Append(option.Name).Select(Roff.Bold));
            Item(option.HelpName is null ? names : $"{names} {Roff.Italic(option.HelpName)}", option.Description ?? "");
        }
    }

    private void WriteSeeAlso(CliCommand command)
    {
        Section("SEE ALSO");
        IEnumerable<CliCommand> others = root.Subcommands.Cast<CliCommand>().Prepend(root).Where(other => other != command);
        output.WriteLine(string.Join(",\n", others.Select(other => $"{Roff.Bold(NameOf(other))}(1)").Append(@"\fBcapabilities\fR(7)")));
    }

    private void Section(string title) => output.WriteLine($".SH {title}");

    /// <summary>A term, in the language of the page, and below it what it means.</summary>
    private void Item(string term, string meaning)
    {
        output.WriteLine(".TP");
        output.WriteLine(term);
        output.WriteLine(Roff.Escape(meaning));
    }
}
