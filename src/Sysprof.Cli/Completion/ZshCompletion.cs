namespace Sysprof.Cli.Completion;

/// <summary>The script for zsh, for <c>source</c> or as a file <c>_sysprof</c> in <c>$fpath</c>.</summary>
internal static class ZshCompletion
{
    /// <summary>Writes it.</summary>
    public static void Write(CompletionTree tree, TextWriter output)
    {
        output.WriteLine("#compdef sysprof");
        output.WriteLine("# zsh completion for sysprof; made by: sysprof completion zsh");
        output.WriteLine("_sysprof() {");
        output.WriteLine("  local context state state_descr line");
        output.WriteLine("  typeset -A opt_args");
        output.WriteLine("  local -a commands=(");
        foreach (CompletedCommand command in tree.Commands)
        {
            output.WriteLine($"    {Quote($"{command.Name}:{command.Description}")}");
        }

        output.WriteLine("  )");
        output.WriteLine("  if (( CURRENT == 2 )); then");
        output.WriteLine("    _describe command commands");
        output.WriteLine($"    _arguments {string.Join(' ', tree.Everywhere.Select(Spec))}");
        output.WriteLine("    return");
        output.WriteLine("  fi");
        output.WriteLine("  case $words[2] in");
        foreach (CompletedCommand command in tree.Commands)
        {
            WriteCommand(command, tree.Everywhere, output);
        }

        output.WriteLine("  esac");
        output.WriteLine("}");
        output.WriteLine("if [[ $funcstack[1] == _sysprof ]]; then _sysprof \"$@\"; else compdef _sysprof sysprof; fi");
    }

    private static void WriteCommand(
        CompletedCommand command, IReadOnlyList<CompletedOption> everywhere, TextWriter output)
    {
        output.WriteLine($"    {command.Name})");
        output.WriteLine("      shift words; (( CURRENT-- ))");
        output.WriteLine("      _arguments -s \\");
        foreach (CompletedOption option in command.Options.Concat(everywhere))
        {
            output.WriteLine($"        {Spec(option)} \\");
        }

        string rest = command switch
        {
            { TakesCommand: true } => "'*::command:_normal'",
            { Operands.Count: > 0 } => Quote($"1:word:({string.Join(' ', command.Operands)})"),
            _ => "'1:file:_files'",
        };
        output.WriteLine($"        {rest} ;;");
    }

    /// <summary>An option as _arguments reads it: '(-d --duration)'{-d,--duration}'[text]:TIME:(a b)'.</summary>
    private static string Spec(CompletedOption option)
    {
        string value = option switch
        {
            { ValueName: null } => "",
            { Values.Count: > 0 } => $":{option.ValueName}:({string.Join(' ', option.Values)})",
            { TakesCgroup: true } => $":{option.ValueName}:_files -W /sys/fs/cgroup -/",
            { TakesFile: true } => $":{option.ValueName}:_files",
            _ => $":{option.ValueName}: ",
        };
        string text = Quote($"[{Escape(option.Description)}]{value}");
        return option.Alias is null
            ? option.Name + text
            : $"{{{option.Alias},{option.Name}}}{text}";
    }

    // Inside the brackets of a specification these three end something.
    private static string Escape(string description) => string.Concat(
        description.Select(letter => letter is '[' or ']' or ':' ? $"\\{letter}" : $"{letter}"));

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
