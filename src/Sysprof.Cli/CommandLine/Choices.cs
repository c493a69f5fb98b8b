namespace Sysprof.Cli.CommandLine;

/// <summary>The words an option may have as its value, and what each stands for.</summary>
/// <param name="valueName">The placeholder in the help: FORMAT.</param>
/// <param name="choices">The words; the first is the default.</param>
internal sealed class Choices<T>(string valueName, params IReadOnlyList<(string Name, T Value)> choices)
{
    /// <summary>The placeholder in the help.</summary>
    public string ValueName { get; } = valueName;

    /// <summary>The words.</summary>
    public IEnumerable<string> Names => choices.Select(choice => choice.Name);

    /// <summary>What the word stands for that <paramref name="option"/> was given; the first choice without one.</summary>
    public T Parse(string option, string? text)
    {
        if (text is null)
        {
            return choices[0].Value;
        }

        foreach ((string name, T value) in choices)
        {
            if (name == text)
            {
                return value;
            }
        }

        throw Usage.Error($"{option} '{text}': must be one of {string.Join(", ", Names)}");
    }
}
