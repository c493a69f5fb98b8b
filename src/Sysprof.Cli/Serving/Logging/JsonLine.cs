using System.Text;
using System.Text.Json;

namespace Sysprof.Cli.Serving.Logging;

/// <summary>An event as a JSON object.</summary>
internal static class JsonLine
{
    /// <summary>The line with its end. Everything beyond ASCII is escaped: nothing in it can reach a terminal.</summary>
    public static string Of(IEnumerable<KeyValuePair<string, object?>> fields)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            foreach ((string key, object? value) in fields.DistinctBy(field => field.Key))
            {
                json.WritePropertyName(key);
                WriteValue(json, value);
            }

            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        return Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length);
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(LogfmtLine.Text(value));
                break;
        }
    }
}
