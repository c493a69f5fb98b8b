using Xunit;

namespace Sysprof.EndToEndTests;

public class HelpAndCompletionTests
{
    [Fact]
    public async Task No_arguments_show_the_help()
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("Examples:\n  sysprof top ", result.Output, StringComparison.Ordinal);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task The_version_is_one_line() =>
        Assert.Equal(new(0, "sysprof 0.1.0\n", ""), await SysprofProgram.RunAsync("--version"));

    [Theory]
    [InlineData("st", "stat")]
    [InlineData("re", "record report")]
    [InlineData("stat --form", "--format")]
    [InlineData("stat --format ", "csv json strace table")]
    [InlineData("completion ", "bash fish zsh")]
    [InlineData("record -e epoll_cr", "epoll_create epoll_create1")]
    [InlineData("record -e %n", "%net %network")]
    [InlineData("stat --by =", "cgroup file peer pool process syscall thread")]
    [InlineData("stat --by = pr", "process")]
    public async Task Bash_completes_commands_options_and_values(string typed, string expected)
    {
        // COMP_WORDS as bash fills it: the last word is the one under the cursor, "" behind a space.
        string words = string.Join(' ', typed.Split(' ').Select(word => $"'{word}'"));
        using SysprofProgram shell = SysprofProgram.StartShell(
            $$"""
            source <("$SYSPROF" completion bash)
            COMP_WORDS=(sysprof {{words}}); COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
            _sysprof
            printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd ' '
            """);

        SysprofProgram.Result result = await shell.EndAsync();

        Assert.Equal(expected, result.Output.Trim());
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task Bash_completes_cgroups_not_files()
    {
        using SysprofProgram shell = SysprofProgram.StartShell(
            """
            source <("$SYSPROF" completion bash)
            compopt() { :; }
            cd /etc
            COMP_WORDS=(sysprof stat --cgroup ''); COMP_CWORD=3
            _sysprof
            for name in "${COMPREPLY[@]}"; do [[ -d /sys/fs/cgroup/$name || -d /sys/fs/cgroup/unified/$name ]] || echo "$name"; done
            """);

        SysprofProgram.Result result = await shell.EndAsync();

        Assert.Equal(new(0, "", ""), result);
    }

    [Theory]
    [InlineData("zsh", "#compdef sysprof\n")]
    [InlineData("fish", "# fish completion for sysprof")]
    public async Task The_other_shells_have_scripts_too(string shell, string beginning)
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync("completion", shell);

        Assert.StartsWith(beginning, result.Output, StringComparison.Ordinal);
        Assert.Contains("duration", result.Output, StringComparison.Ordinal);
    }
}
