namespace Sysprof.Cli.Completion;

/// <summary>The script for fish.</summary>
internal static class FishCompletion
{
    /// <summary>Writes it.</summary>
    public static void Write(CompletionTree tree, TextWriter output)
    {
        output.WriteLine("# fish completion for sysprof; made by: sysprof completion fish");
        output.WriteLine("complete -c sysprof -f");
        foreach (CompletedOption option in tree.Everywhere)
        {
            output.WriteLine($"complete -c sysprof {Spec(option)}");
        }

        foreach (CompletedCommand command in tree.Commands)
        {
            output.WriteLine($"complete -c sysprof -n __fish_use_subcommand -a {command.Name} -d {Quote(command.Description)}");
            string within = $"complete -c sysprof -n '__fish_seen_subcommand_from {command.Name}'";
            output.WriteLine(command.Operands.Count > 0
                ? $"{within} -a {Quote(string.Join(' ', command.Operands))}"
                : $"{within} -F");
            foreach (CompletedOption option in command.Options)
            {
                output.WriteLine($"{within} {Spec(option)}");
            }
        }
    }

    private static string Spec(CompletedOption option)
    {
        string alias = option.Alias is null ? "" : $"-s {option.Alias.TrimStart('-')} ";
        string value = option switch
        {
            { ValueName: null } => "",
            { Values.Count: > 0 } => $" -x -a {Quote(string.Join(' ', option.Values))}",
            { TakesFile: true } => " -r -F",
            _ => " -x",
        };
        return $"{alias}-l {option.Name.TrimStart('-')}{value} -d {Quote(option.Description)}";
    }

    private static string Quote(string text)
    {
        string escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
        return $"'{escaped}'";
    }
}
