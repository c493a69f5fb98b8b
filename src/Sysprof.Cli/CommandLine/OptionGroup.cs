using System.CommandLine;

namespace Sysprof.Cli.CommandLine;

/// <summary>Options that belong together: one place makes them, reads them and explains them.</summary>
internal abstract class OptionGroup(string title)
{
    private readonly List<Option> _options = [];

    /// <summary>The heading above them in the help.</summary>
    public string Title { get; } = title;

    /// <summary>The options in the order of the help.</summary>
    public IReadOnlyList<Option> Options => _options;

    /// <summary>An option with one value, which the caller parses: its messages are better than the library's.</summary>
    protected Option<string> Value(string valueName, string description, string name, params string[] aliases) =>
        Added(new Option<string>(name, aliases) { HelpName = valueName, Description = description });

    /// <summary>An option with one value out of a few.</summary>
    protected Option<string> Choice<T>(Choices<T> choices, string description, string name, params string[] aliases)
    {
        Option<string> option = Value(choices.ValueName, description, name, aliases);
        option.CompletionSources.Add([.. choices.Names]);
        return option;
    }

    /// <summary>An option that may be given several times, each time with one value.</summary>
    protected Option<string[]> Values(string valueName, string description, string name, params string[] aliases)
    {
        var option = new Option<string[]>(name, aliases) { HelpName = valueName, Description = description };
        return Added(option);
    }

    /// <summary>An option without a value.</summary>
    protected Option<bool> Flag(string description, string name, params string[] aliases)
    {
        // Without this arity the library takes a following "true" for the value.
        var option = new Option<bool>(name, aliases) { Description = description, Arity = ArgumentArity.Zero };
        return Added(option);
    }

    /// <summary>Refuses options that mean nothing where a recording is shown.</summary>
    protected static void RefuseForRecording(ParseResult parse, IEnumerable<Option> options)
    {
        if (options.FirstOrDefault(option => parse.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw Usage.Error($"{given.Name} is for tracing, and a recording was made already");
        }
    }

    private TOption Added<TOption>(TOption option)
        where TOption : Option
    {
        _options.Add(option);
        return option;
    }
}
