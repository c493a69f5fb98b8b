namespace Sysprof.Profile.Names;

/// <summary>What classes of errors are called, and which of them are worth a look.</summary>
public static class ErrorClasses
{
    private static readonly string[] s_words =
        ["real", "would_block", "timed_out", "not_found", "interrupted", "refused", "denied"];

    /// <summary>How many classes there are; their values are 0 to one less.</summary>
    public static int Count => s_words.Length;

    /// <summary>The name of a class in JSON and CSV: <c>would_block</c>.</summary>
    public static string Word(ErrorClass errorClass) => s_words[(int)errorClass];

    /// <summary>The name of a class on the screen: "would block".</summary>
    public static string Text(ErrorClass errorClass) => Word(errorClass).Replace('_', ' ');

    /// <summary>The class of a word, or null when none is called so.</summary>
    public static ErrorClass? Find(string word) =>
        Array.IndexOf(s_words, word) is >= 0 and var index ? (ErrorClass)index : null;

    /// <summary>Whether errors of a class are failures: programs that wait count on all others.</summary>
    public static bool IsFailure(ErrorClass errorClass) =>
        errorClass is not (ErrorClass.WouldBlock or ErrorClass.TimedOut or ErrorClass.Interrupted);
}
