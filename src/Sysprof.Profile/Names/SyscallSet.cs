using System.Diagnostics.CodeAnalysis;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Names;

/// <summary>A set of system calls, for every ABI at once, written in the grammar of strace's <c>-e</c>. Immutable.</summary>
/// <remarks>
/// Terms are separated by commas: a name, a number, <c>%class</c>, <c>/regex/</c>, <c>%all</c>; also <c>all</c>,
/// <c>none</c> and strace's older class names without a percent sign. <c>?</c> before a term makes it none of an error
/// when no call matches. <c>!</c> takes away what its own term matches, wherever in the list it stands: the set is what
/// the other terms match, or everything when there are none, without that. In strace <c>!</c> may only lead and turns
/// the whole list round: <c>!a,b</c> means the same there as <c>!a,!b</c> here. A leading <c>trace=</c> is skipped.
/// A regex finds names, it need not match the whole of them.
/// </remarks>
public sealed class SyscallSet
{
    private static readonly SyscallAbi[] Abis = Enum.GetValues<SyscallAbi>();

    private readonly SyscallClause[] _clauses;

    // The answer for every number of each ABI's table, gaps included, indexed by SyscallAbi.
    private readonly bool[][] _contains;

    private readonly string _text;

    private SyscallSet(SyscallClause[] clauses, string text)
    {
        _clauses = clauses;
        _text = text;
        _contains = [.. Abis.Select(abi => Evaluate(SyscallTable.For(abi)))];
        ContainsUnknown = Array.Exists(clauses, clause => clause.StartsFromEverything);
        IEnumerable<bool> answers = _contains.SelectMany(answers => answers)
            .Concat(clauses.SelectMany(clause => clause.Numbers).Select(number => ContainsUntabled(number)))
            .Append(ContainsUnknown);
        IsEverything = answers.All(answer => answer);
        IsEmpty = !answers.Any(answer => answer);
    }

    /// <summary>Every call, known or not.</summary>
    public static SyscallSet Everything { get; } = Parse([]);

    /// <summary>The words that sets are made of: the classes, then the calls.</summary>
    public static IEnumerable<string> Words =>
        SyscallClassNames.All.Select(name => "%" + name).Append("%all").Concat(SyscallTable.Names);

    /// <summary>Whether no call at all is left out.</summary>
    public bool IsEverything { get; }

    /// <summary>Whether every call is left out, as in <c>%network,!%network</c>.</summary>
    public bool IsEmpty { get; }

    /// <summary>Whether numbers that no table knows are in the set, unless a term names them.</summary>
    public bool ContainsUnknown { get; }

    /// <summary>Reads one list of terms.</summary>
    /// <exception cref="SysprofException">
    /// Exit code <see cref="ExitCode.Usage"/>; the message says which term, why and where.
    /// </exception>
    public static SyscallSet Parse(string text) => new([new SyscallSetParser(text).Parse()], text);

    /// <summary>Reads several lists of terms, as repeated options give them, into their union; none is everything.</summary>
    /// <exception cref="SysprofException">
    /// Exit code <see cref="ExitCode.Usage"/>; the message says which term, why and where.
    /// </exception>
    public static SyscallSet Parse(IEnumerable<string> texts)
    {
        string[] lists = [.. texts];
        SyscallClause[] clauses = [.. lists.Select(text => new SyscallSetParser(text).Parse())];
        return new(clauses.Length > 0 ? clauses : [SyscallClause.Everything], string.Join(' ', lists));
    }

    /// <summary>As <see cref="Parse(string)"/>, with the error handed out instead of thrown.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out SyscallSet? set, [NotNullWhen(false)] out SysprofException? error)
    {
        try
        {
            (set, error) = (Parse(text), null);
            return true;
        }
        catch (SysprofException refused)
        {
            (set, error) = (null, refused);
            return false;
        }
    }

    /// <summary>Whether a call is in the set. Does not allocate.</summary>
    public bool Contains(CallKey call)
    {
        bool[] answers = _contains[(int)call.Abi];
        return (uint)call.Number < (uint)answers.Length ? answers[call.Number] : ContainsUntabled(call.Number);
    }

    /// <summary>The calls of an ABI's table that are in the set, by number.</summary>
    public IEnumerable<CallKey> Tabled(SyscallAbi abi)
    {
        SyscallTable table = SyscallTable.For(abi);
        return Enumerable.Range(0, table.Limit)
            .Where(number => table.Find(number) is not null)
            .Select(number => new CallKey(abi, number))
            .Where(Contains);
    }

    /// <summary>Whether a term names a number from <paramref name="limit"/> on, or a negative one.</summary>
    public bool NamesNumbersBeyond(int limit) =>
        Array.Exists(_clauses, clause => clause.Numbers.Any(number => (uint)number >= (uint)limit));

    /// <summary>The lists of terms as they were written, blanks between them; "" for everything.</summary>
    public override string ToString() => IsEverything ? "" : _text;

    private bool ContainsUntabled(int number)
    {
        foreach (SyscallClause clause in _clauses)
        {
            if (clause.Contains(null, number))
                return true;
        }

        return false;
    }

    private bool[] Evaluate(SyscallTable table)
    {
        var answers = new bool[table.Limit];
        for (int number = 0; number < answers.Length; number++)
        {
            string? name = table.Find(number)?.Name;
            answers[number] = Array.Exists(_clauses, clause => clause.Contains(name, number));
        }

        return answers;
    }
}
