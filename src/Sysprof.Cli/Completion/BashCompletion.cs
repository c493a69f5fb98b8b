namespace Sysprof.Cli.Completion;

/// <summary>The script for bash. Plain bash 4, without the bash-completion package.</summary>
internal static class BashCompletion
{
    private const string Cgroups =
        "compopt -o nospace; COMPREPLY=( $(cd /sys/fs/cgroup/unified 2>/dev/null || cd /sys/fs/cgroup 2>/dev/null "
        + "&& compgen -d -S / -- \"$cur\") )";

    /// <summary>Writes it.</summary>
    public static void Write(CompletionTree tree, TextWriter output)
    {
        output.WriteLine("# bash completion for sysprof; made by: sysprof completion bash");
        output.WriteLine("_sysprof() {");
        output.WriteLine("  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} cmd=${COMP_WORDS[1]} i");
        output.WriteLine("  COMPREPLY=()");
        output.WriteLine("  # --by=p is three words here, as = breaks them.");
        output.WriteLine("  if [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; elif [[ $cur == = ]]; then cur=; fi");
        WriteAfterDashes(tree, output);
        output.WriteLine("  if (( COMP_CWORD == 1 )); then");
        string commands = string.Join(' ', tree.Commands.Select(command => command.Name));
        output.WriteLine($"    {Words($"{commands} {OptionNames(tree.Everywhere)}")}");
        output.WriteLine("    return");
        output.WriteLine("  fi");
        output.WriteLine("  case $cmd in");
        foreach (CompletedCommand command in tree.Commands)
        {
            WriteCommand(command, tree.Everywhere, output);
        }

        output.WriteLine("  esac");
        output.WriteLine("}");
        output.WriteLine("complete -F _sysprof sysprof");
    }

    /// <summary>Behind <c>--</c> the command to run is completed as if it were typed alone.</summary>
    private static void WriteAfterDashes(CompletionTree tree, TextWriter output)
    {
        string names = string.Join('|', tree.Commands.Where(c => c.TakesCommand).Select(c => c.Name));
        output.WriteLine($"  if [[ $cmd == @({names}) ]]; then");
        output.WriteLine("    for (( i = 2; i < COMP_CWORD; i++ )); do");
        output.WriteLine("      [[ ${COMP_WORDS[i]} == -- ]] || continue");
        output.WriteLine("      if (( i + 1 == COMP_CWORD )); then");
        output.WriteLine("        COMPREPLY=( $(compgen -c -- \"$cur\") )");
        output.WriteLine("      else");
        output.WriteLine("        compopt -o filenames; COMPREPLY=( $(compgen -f -- \"$cur\") )");
        output.WriteLine("      fi");
        output.WriteLine("      return");
        output.WriteLine("    done");
        output.WriteLine("  fi");
    }

    private static void WriteCommand(
        CompletedCommand command, IReadOnlyList<CompletedOption> everywhere, TextWriter output)
    {
        output.WriteLine($"    {command.Name})");
        output.WriteLine("      case $prev in");
        foreach (CompletedOption option in command.Options.Where(option => option.ValueName is not null))
        {
            string reply = option switch
            {
                { Values.Count: > 0 } => Words(string.Join(' ', option.Values)) + "; return",
                { TakesCgroup: true } => Cgroups + "; return",
                { TakesFile: true } => "compopt -o filenames; COMPREPLY=( $(compgen -f -- \"$cur\") ); return",
                _ => "return",
            };
            output.WriteLine($"        {string.Join('|', option.Names)}) {reply} ;;");
        }

        output.WriteLine("      esac");
        output.WriteLine("      if [[ $cur == -* ]]; then");
        output.WriteLine($"        {Words(OptionNames(command.Options.Concat(everywhere)))}");
        output.WriteLine("      else");
        output.WriteLine(command.Operands.Count > 0
            ? $"        {Words(string.Join(' ', command.Operands))}"
            : "        compopt -o filenames; COMPREPLY=( $(compgen -f -- \"$cur\") )");
        output.WriteLine("      fi ;;");
    }

    private static string OptionNames(IEnumerable<CompletedOption> options) =>
        string.Join(' ', options.SelectMany(option => option.Names));

    private static string Words(string words) => $"COMPREPLY=( $(compgen -W '{words}' -- \"$cur\") )";
}
