using System.Globalization;
using Sysprof.Profile;
using Sysprof.Profile.Names;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sysprof.Cli.Serving.Configuration;

/// <summary>The fields of a mapping in a YAML file. What is wrong with one is said with its line.</summary>
internal sealed class YamlFields
{
    // As in YAML 1.1.
    private static readonly string[] s_yes = ["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y"];
    private static readonly string[] s_no = ["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N"];
    private static readonly string[] s_null = ["", "~", "null", "Null", "NULL"];

    private readonly string _file;
    private readonly string _name;
    private readonly YamlMappingNode _mapping;

    /// <param name="file">The file, for messages.</param>
    /// <param name="name">The field that holds the mapping, "" for the whole file.</param>
    /// <param name="node">The mapping; null and a YAML null are one without fields.</param>
    /// <exception cref="SysprofException">It is no mapping.</exception>
    public YamlFields(string file, string name, YamlNode? node)
    {
        _file = file;
        _name = name;
        _mapping = node switch
        {
            null => [],
            YamlMappingNode mapping => mapping,
            _ when IsNull(node) => [],
            _ => throw Wrong(node, $"{(name.Length == 0 ? "the file" : name)} must be fields with values"),
        };
    }

    /// <summary>The names, in the order of the file.</summary>
    public IEnumerable<string> Names => _mapping.Children.Keys.Select(Name);

    /// <summary>Refuses fields that are not <paramref name="known"/>.</summary>
    public void RequireKnown(params string[] known)
    {
        foreach (YamlNode key in _mapping.Children.Keys)
        {
            string name = Name(key);
            if (!known.Contains(name))
            {
                string place = _name.Length == 0 ? "" : $" in {_name}";
                throw Wrong(key, $"unknown field '{name}'{place}{Suggestions.DidYouMean(name, known)}");
            }
        }
    }

    /// <summary>Refuses a field that others read, and we cannot do.</summary>
    public void Refuse(string name, string why)
    {
        if (Has(name))
        {
            throw Wrong(name, $"{name} {why}");
        }
    }

    /// <summary>Whether a field is there and not null.</summary>
    public bool Has(string name) => Node(name) is not null;

    /// <summary>The fields of a field.</summary>
    public YamlFields Fields(string name) => new(_file, name, Node(name));

    /// <summary>A text, "" when it is not there.</summary>
    public string Text(string name) => Node(name) is { } node ? Text(name, node) : "";

    /// <summary>Yes or no.</summary>
    public bool Flag(string name, bool otherwise)
    {
        if (Node(name) is not { } node)
        {
            return otherwise;
        }

        // What stands in quotes is a text.
        string text = node is YamlScalarNode { Style: ScalarStyle.Plain, Value: { } plain } ? plain : "";
        return s_yes.Contains(text) || (s_no.Contains(text) ? false : throw Wrong(node, $"{name} must be true or false"));
    }

    /// <summary>A list of texts, empty when it is not there.</summary>
    public IReadOnlyList<string> Texts(string name) => Node(name) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Select(node => Text(name, node))],
        { } node => throw Wrong(node, $"{name} must be a list"),
    };

    /// <summary>The error to throw about a field: "reading web.yml: line 3: …".</summary>
    public SysprofException Wrong(string name, string what, Exception? inner = null) =>
        Wrong(_mapping.Children.Keys.FirstOrDefault(key => key is YamlScalarNode { Value: { } text } && text == name) ?? _mapping, what, inner);

    private static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: var text }
        && s_null.Contains(text ?? "");

    private YamlNode? Node(string name) =>
        _mapping.Children.TryGetValue(new YamlScalarNode(name), out YamlNode? node) && !IsNull(node) ? node : null;

    private string Name(YamlNode key) => key is YamlScalarNode { Value: { } name } ? name : throw Wrong(key, "a field's name must be a text");

    private string Text(string name, YamlNode node) => node is YamlScalarNode { Value: { } text }
        ? text
        : throw Wrong(node, $"{name} must be a text");

    private SysprofException Wrong(YamlNode node, string what, Exception? inner = null) => new(
        string.Create(CultureInfo.InvariantCulture, $"reading {_file}: line {Math.Max(1, node.Start.Line)}: {what}"), inner: inner);
}
