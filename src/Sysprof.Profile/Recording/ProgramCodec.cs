using Sysprof.Profile.Model;

namespace Sysprof.Profile.Recording;

/// <summary>What a thread's process runs, to and from the fields of its message.</summary>
internal static class ProgramCodec
{
    /// <summary>Characters of a program's name, and of its version, at most.</summary>
    public const int MostCharacters = 64;

    /// <summary>Sets the fields of a thread; none where nobody looked at its process.</summary>
    /// <param name="program">What the process runs.</param>
    /// <param name="message">The thread.</param>
    /// <param name="numberOf">The number of a name, which is defined when it is new.</param>
    /// <exception cref="InvalidOperationException">The name or version is too long: a bug of its maker.</exception>
    public static void Encode(ProgramInfo? program, Proto.Thread message, Func<string, uint> numberOf)
    {
        if (program is null)
        {
            return;
        }

        if (IsTooLong(program.Name) || IsTooLong(program.Version))
        {
            throw new InvalidOperationException($"a program to record: {program}");
        }

        // 0 is no field at all.
        message.ProgramKind = (Proto.ProgramKind)(program.Kind + 1);
        message.ProgramName = numberOf(program.Name);
        message.ProgramVersion = numberOf(program.Version);
    }

    /// <summary>What the fields of a thread say; null where nobody looked. A kind that came later is machine code.</summary>
    /// <param name="message">The thread.</param>
    /// <param name="nameOf">The name of a number.</param>
    /// <exception cref="InvalidDataException">A name is not defined, or too long.</exception>
    public static ProgramInfo? Decode(Proto.Thread message, Func<uint, string> nameOf)
    {
        if (message.ProgramKind == Proto.ProgramKind.ProgramNotLookedAt)
        {
            return null;
        }

        (string name, string version) = (nameOf(message.ProgramName), nameOf(message.ProgramVersion));
        if (IsTooLong(name) || IsTooLong(version))
        {
            throw new InvalidDataException($"a program with a name of {Math.Max(name.Length, version.Length)} characters");
        }

        ProgramKind kind = message.ProgramKind is > 0 and <= Proto.ProgramKind.ProgramMySql
            ? (ProgramKind)(message.ProgramKind - 1)
            : ProgramKind.Native;
        return new ProgramInfo(kind, name, version);
    }

    private static bool IsTooLong(string text) => text.Length > MostCharacters;
}
