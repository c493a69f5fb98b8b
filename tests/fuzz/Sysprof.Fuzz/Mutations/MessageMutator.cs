using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Sysprof.Fuzz.Seeds;

namespace Sysprof.Fuzz.Mutations;

/// <summary>
/// Changes a field somewhere in a message into something hostile that still is protobuf: numbers at their ends and just
/// behind what is defined, names that harm, parts that are there twice, in another order, or not at all.
/// </summary>
internal sealed class MessageMutator(Random random)
{
    private static readonly long[] s_numbers =
        [0, 1, -1, 2, 3, 7, 64, 65, 255, 4095, 4096, 65535, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 52, long.MaxValue, long.MinValue];

    /// <summary>Changes one thing.</summary>
    public void Mutate(IMessage message)
    {
        IMessage[] all = [.. Parts(message)];
        IMessage part = all[random.Next(all.Length)];
        IList<FieldDescriptor> fields = part.Descriptor.Fields.InFieldNumberOrder();
        if (fields.Count == 0)
        {
            return;
        }

        FieldDescriptor field = fields[random.Next(fields.Count)];
        if (field.IsRepeated)
        {
            MutateList((IList)field.Accessor.GetValue(part), field);
        }
        else
        {
            field.Accessor.SetValue(part, Value(field));
        }
    }

    private static IEnumerable<IMessage> Parts(IMessage message)
    {
        yield return message;
        foreach (FieldDescriptor field in message.Descriptor.Fields.InFieldNumberOrder().Where(field => field.FieldType == FieldType.Message))
        {
            IEnumerable parts = field.IsRepeated ? (IList)field.Accessor.GetValue(message) : new[] { field.Accessor.GetValue(message) };
            foreach (IMessage part in parts.OfType<IMessage>())
            {
                foreach (IMessage inner in Parts(part))
                {
                    yield return inner;
                }
            }
        }
    }

    private void MutateList(IList list, FieldDescriptor field)
    {
        int at = random.Next(list.Count + 1);
        switch (random.Next(6))
        {
            case 0:
                list.Insert(at, Value(field));
                break;
            case 1 when at < list.Count:
                list.RemoveAt(at);
                break;
            case 2 when at < list.Count:
                list.Add(list[at]);
                break;
            case 3 when at < list.Count:
                list[at] = Value(field);
                break;
            case 4 when list.Count > 1:
                (list[0], list[^1]) = (list[^1], list[0]);
                break;
            default:
                for (int i = random.Next(100); i > 0; i--)
                {
                    list.Add(Value(field));
                }

                break;
        }
    }

    private object Value(FieldDescriptor field)
    {
        // Numbers of rows, and of what they refer to, are small: a hit is as likely as a miss.
        long number = random.Next(2) == 0 ? random.Next(20) : s_numbers[random.Next(s_numbers.Length)];
        return field.FieldType switch
        {
            FieldType.Message => field.MessageType.Parser.ParseFrom([]),
            FieldType.String => HostileText.All[random.Next(HostileText.All.Count)],
            FieldType.Bool => number % 2 == 0,
            FieldType.Double => random.Next(3) switch { 0 => double.NaN, 1 => double.MaxValue, _ => -number },
            FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, (int)number),
            FieldType.UInt32 => unchecked((uint)number),
            FieldType.SInt32 => unchecked((int)number),
            FieldType.UInt64 => unchecked((ulong)number),
            FieldType.SInt64 => number,
            _ => throw new NotSupportedException($"{field.FullName} is of a type that no field was of: {field.FieldType}"),
        };
    }
}
