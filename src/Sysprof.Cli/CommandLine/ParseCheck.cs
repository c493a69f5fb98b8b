using System.CommandLine;
using System.CommandLine.Parsing;
using Sysprof.Profile;
using Sysprof.Profile.Names;

namespace Sysprof.Cli.CommandLine;

/// <summary>Finds what is wrong with a command line and says it in one line.</summary>
/// <remarks>
/// System.CommandLine reports wrong words by where they did not fit ("unrecognized argument", then "required argument
/// missing") and binds unknown options to arguments. Here the first wrong word is named for what it is.
/// </remarks>
internal sealed class ParseCheck(ParseResult parse, IReadOnlyList<string> arguments)
{
    private readonly CliCommand _command = (CliCommand)parse.CommandResult.Command;

    // What follows "--" belongs to the command to run, or is an operand whatever it looks like.
    private readonly int _dashes = IndexOfDashes(arguments);

    /// <summary>Throws for the first error, if there is one.</summary>
    public void ThrowOnError()
    {
        ThrowOnOptionAsValue();
        ThrowOnStrayWord();
        ThrowOnValueOfFlag();
        foreach (OptionResult option in parse.CommandResult.Children.OfType<OptionResult>())
        {
            ThrowOnWrongCount(option);
        }

        if (_command.CommandAfterDashes is not null && _dashes == arguments.Count - 1)
        {
            throw Usage.Error("a command must follow --");
        }

        if (parse.Errors.Count > 0)
        {
            throw Usage.Error(MissingOperand() ?? FirstLine(parse.Errors[0].Message));
        }
    }

    private static int IndexOfDashes(IReadOnlyList<string> arguments)
    {
        for (int index = 0; index < arguments.Count; index++)
        {
            if (arguments[index] == "--")
            {
                return index;
            }
        }

        return arguments.Count;
    }

    /// <summary>In <c>-d --force</c> the library takes the second option for the value of the first.</summary>
    private void ThrowOnOptionAsValue()
    {
        foreach (OptionResult result in parse.CommandResult.Children.OfType<OptionResult>())
        {
            if (result.Tokens.Any(token => OptionsHere().Any(option => IsCalled(option, token.Value))))
            {
                throw ValueMissing(result);
            }
        }
    }

    private void ThrowOnStrayWord()
    {
        if (arguments[0].StartsWith('['))
        {
            // A directive to the library, whether or not it knows one of that name.
            throw Usage.Error($"unknown command '{arguments[0]}'");
        }

        HashSet<string> strays = [.. parse.UnmatchedTokens, .. OptionLikeValues(), .. MisplacedOperands()];
        string? stray = arguments.FirstOrDefault(strays.Contains);
        if (stray is null)
        {
            return;
        }

        if (stray.StartsWith('-') && stray.Length > 1)
        {
            string name = stray.Split('=')[0];
            throw Usage.Error($"unknown option '{name}'" + Suggestions.DidYouMean(name, KnownOptions()));
        }

        if (_command.Subcommands.Count > 0)
        {
            throw Usage.Error($"unknown command '{stray}'" + Suggestions.DidYouMean(stray, _command.Subcommands.Select(c => c.Name)));
        }

        throw _command.CommandAfterDashes is null
            ? Usage.Error($"unexpected argument '{stray}'")
            : Usage.Error($"unexpected argument '{stray}'; a command to run is written after --");
    }

    /// <summary>Values that are options with a typing error: <c>-o --forc</c> must not write a file of that name.</summary>
    private IEnumerable<string> OptionLikeValues() =>
        parse.CommandResult.Children.OfType<OptionResult>()
            .SelectMany(option => option.Tokens)
            .Select(token => token.Value)
            .Where(value => value.StartsWith("--", StringComparison.Ordinal));

    private IEnumerable<string> MisplacedOperands()
    {
        int afterDashes = Math.Max(0, arguments.Count - _dashes - 1);
        foreach (ArgumentResult argument in parse.CommandResult.Children.OfType<ArgumentResult>())
        {
            IEnumerable<string> before = argument.Tokens.SkipLast(afterDashes).Select(token => token.Value);
            bool onlyAfter = argument.Argument == _command.CommandAfterDashes;
            foreach (string value in before.Where(value => onlyAfter || (value.StartsWith('-') && value.Length > 1)))
            {
                yield return value;
            }
        }
    }

    /// <summary>The library ignores what follows <c>--force=</c>.</summary>
    private void ThrowOnValueOfFlag()
    {
        foreach (string argument in arguments.Take(_dashes).Where(argument => argument.StartsWith('-')))
        {
            int end = argument.AsSpan().IndexOfAny('=', ':');
            string name = end < 0 ? "" : argument[..end];
            bool isFlag = OptionsHere().Any(option => IsCalled(option, name) && option.Arity.MaximumNumberOfValues == 0);
            if (isFlag)
            {
                throw Usage.Error($"{name} takes no value");
            }
        }
    }

    private static bool IsCalled(Option option, string name) => option.Name == name || option.Aliases.Contains(name);

    private static void ThrowOnWrongCount(OptionResult result)
    {
        Option option = result.Option;
        if (option.Arity.MaximumNumberOfValues == 0)
        {
            return;
        }

        if (result.Tokens.Count < Math.Max(1, result.IdentifierTokenCount))
        {
            throw ValueMissing(result);
        }

        if (option.Arity.MaximumNumberOfValues == 1 && result.IdentifierTokenCount > 1)
        {
            throw Usage.Error($"{NameOf(result)} is given more than once");
        }
    }

    private static SysprofException ValueMissing(OptionResult result) =>
        Usage.Error($"{NameOf(result)} needs a value: {NameOf(result)} {result.Option.HelpName}");

    /// <summary>As it was typed: <c>-d</c> or <c>--duration</c>.</summary>
    private static string NameOf(OptionResult result) => result.IdentifierToken?.Value ?? result.Option.Name;

    private string? MissingOperand()
    {
        if (_command.Subcommands.Count > 0)
        {
            return "a command is missing";
        }

        Argument? missing = parse.CommandResult.Children.OfType<ArgumentResult>()
            .Where(argument => argument.Tokens.Count < argument.Argument.Arity.MinimumNumberOfValues)
            .Select(argument => argument.Argument)
            .FirstOrDefault();
        return missing is null ? null : $"{missing.HelpName ?? missing.Name} is missing";
    }

    private IEnumerable<Option> OptionsHere() =>
        _command.Options.Union(parse.RootCommandResult.Command.Options.Where(option => option.Recursive));

    private IEnumerable<string> KnownOptions() =>
        OptionsHere().Where(option => !option.Hidden).Select(option => option.Name);

    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd('.', '\r');
}
