using System.Text.Json;

namespace Sysprof.Fuzz.Sinks;

/// <summary>What JSON must be like: by the letter of RFC 8259, with a terminal in mind that it may be printed to.</summary>
internal static class SinkJson
{
    /// <summary>The document.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    /// <exception cref="InvalidOperationException">It would do something to a terminal, or not be safe within HTML.</exception>
    public static JsonDocument Read(string text)
    {
        SinkText.RequirePlain(text);
        return text.AsSpan().IndexOfAny("<>&") < 0
            ? JsonDocument.Parse(text)
            : throw new InvalidOperationException($"HTML in it: {SinkText.Shown(text)}");
    }

    /// <summary>All strings of a document, names of properties too.</summary>
    public static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Strings(property.Value).Prepend(property.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.String => [element.GetString()!],
        _ => [],
    };
}
