using System.Globalization;
using System.Text.RegularExpressions;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Names;

/// <summary>Reads one list of terms; <see cref="SyscallSet"/> describes the grammar.</summary>
/// <param name="text">The list as typed. Positions in messages count its characters from 1.</param>
internal sealed class SyscallSetParser(string text)
{
    private const string Prefix = "trace=";

    private readonly SyscallSelection _included = new();
    private readonly SyscallSelection _excluded = new();
    private bool _hasPositiveTerm;
    private int _position;

    /// <summary>Reads the list.</summary>
    /// <exception cref="SysprofException">
    /// Exit code <see cref="ExitCode.Usage"/>: a term is not well-formed or matches no call.
    /// </exception>
    public SyscallClause Parse()
    {
        if (text.StartsWith(Prefix, StringComparison.Ordinal))
            _position = Prefix.Length;

        ReadTerm();
        while (_position < text.Length)
        {
            _position++; // A term ends at the end or before a comma.
            ReadTerm();
        }

        if (!_hasPositiveTerm)
            _included.All = true;
        return new SyscallClause(_included, _excluded);
    }

    private void ReadTerm()
    {
        SkipSpaces();
        int negations = SkipAll('!');
        bool mayMatchNothing = SkipAll('?') > 0;
        bool isNegative = negations % 2 == 1;
        _hasPositiveTerm |= !isNegative;

        SyscallSelection selection = isNegative ? _excluded : _included;
        if (_position < text.Length && text[_position] == '/')
            ReadRegex(selection, mayMatchNothing);
        else
            ReadWord(selection, mayMatchNothing);
    }

    private void ReadWord(SyscallSelection selection, bool mayMatchNothing)
    {
        int start = _position;
        int comma = text.IndexOf(',', start);
        _position = comma < 0 ? text.Length : comma;
        string word = text[start.._position].TrimEnd();
        if (word.Length == 0)
            throw Refuse($"a term is empty at position {start + 1}", "separate names by single commas: read,write");

        if (char.IsAsciiDigit(word[0]) || SyscallTable.TryUnknownNumber(word, out _))
            AddNumber(selection, word);
        else if (word is "all" or "%all")
            selection.All = true;
        else if (word == "none")
            return;
        else if (!AddClass(selection, word) && !AddName(selection, word) && !mayMatchNothing)
            throw Unknown(word);
    }

    private void AddNumber(SyscallSelection selection, string word)
    {
        if (!SyscallTable.TryUnknownNumber(word, out int number)
            && !int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number))
            throw Refuse($"{word} is not the number of a system call");

        selection.Numbers.Add(number);
    }

    private static bool AddClass(SyscallSelection selection, string word)
    {
        bool known = SyscallClassNames.TryGetLegacy(word, out SyscallClasses classes)
            || (word[0] == '%' && SyscallClassNames.TryGet(word.AsSpan(1), out classes));

        return known && AddWhere(selection, info => (info.Classes & classes) != 0);
    }

    private static bool AddName(SyscallSelection selection, string word) =>
        AddWhere(selection, info => info.Name == word);

    private void ReadRegex(SyscallSelection selection, bool mayMatchNothing)
    {
        int start = _position + 1;
        int end = FindRegexEnd(start);
        string pattern = text[start..end];
        _position = end + 1;
        SkipSpaces();

        Regex regex = Compile(pattern, start);
        if (!AddWhere(selection, info => regex.IsMatch(info.Name)) && !mayMatchNothing)
            throw Refuse($"no system call matches /{pattern}/");
    }

    // The slash that ends a regex is the first before a comma or the end; others, and commas, belong to it.
    private int FindRegexEnd(int start)
    {
        for (int end = text.IndexOf('/', start); end >= 0; end = text.IndexOf('/', end + 1))
        {
            ReadOnlySpan<char> rest = text.AsSpan(end + 1).TrimStart(' ');
            if (rest.IsEmpty || rest[0] == ',')
                return end;
        }

        throw Refuse($"the regular expression at position {start} has no end", "write it between slashes: /^open/");
    }

    private Regex Compile(string pattern, int start)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (RegexParseException error)
        {
            throw Refuse(
                $"the regular expression /{pattern}/ is not valid at position {start + error.Offset + 1}: "
                + InWords(error.Error),
                inner: error);
        }
        catch (NotSupportedException error)
        {
            throw Refuse(
                $"the regular expression /{pattern}/ looks around, refers back or is atomic",
                "combine terms instead: /^open/,!openat2",
                error);
        }
    }

    private static bool AddWhere(SyscallSelection selection, Predicate<SyscallInfo> matches)
    {
        bool found = false;
        foreach (SyscallAbi abi in Enum.GetValues<SyscallAbi>())
        {
            SyscallTable table = SyscallTable.For(abi);
            for (int number = 0; number < table.Limit; number++)
            {
                if (table.Find(number) is not { } info || !matches(info))
                    continue;

                selection.Names.Add(info.Name);
                found = true;
            }
        }

        return found;
    }

    private void SkipSpaces() => SkipAll(' ');

    private int SkipAll(char skipped)
    {
        int start = _position;
        while (_position < text.Length && text[_position] == skipped)
            _position++;
        return _position - start;
    }

    private SysprofException Unknown(string word)
    {
        bool isClass = word[0] == '%';
        string what = isClass ? "class" : "system call";
        string? nearest = Suggestions.Nearest(word, SyscallSet.Words.Where(known => !isClass || known[0] == '%'));
        return Refuse($"no {what} is called {word}", nearest is null ? null : $"did you mean {nearest}?");
    }

    private SysprofException Refuse(string message, string? hint = null, Exception? inner = null) =>
        new($"reading --syscall \"{text}\": {message}", hint, ExitCode.Usage, inner);

    // "InsufficientClosingParentheses" becomes "insufficient closing parentheses".
    private static string InWords(RegexParseError error) =>
        string.Concat(error.ToString().Select((letter, index) =>
            char.IsUpper(letter) ? $"{(index > 0 ? " " : "")}{char.ToLowerInvariant(letter)}" : $"{letter}"));
}
