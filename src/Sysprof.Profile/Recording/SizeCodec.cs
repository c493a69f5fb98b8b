using Sysprof.Profile.Model;

namespace Sysprof.Profile.Recording;

/// <summary>How many calls moved how many bytes, to and from a call's message.</summary>
internal static class SizeCodec
{
    /// <summary>Writes the classes in which there are calls; returns how many calls there are.</summary>
    public static long Encode(CallTable table, int cell, Proto.Call message)
    {
        Span<long> sizes = stackalloc long[SizeClass.Count];
        sizes.Clear();
        table.AddSizesTo(sizes, cell);
        message.SizeClasses.Clear();
        message.SizeCounts.Clear();
        long sum = 0;
        for (int sizeClass = 0; sizeClass < sizes.Length; sizeClass++)
        {
            if (sizes[sizeClass] != 0)
            {
                message.SizeClasses.Add((uint)sizeClass);
                message.SizeCounts.Add(checked((ulong)sizes[sizeClass]));
                sum += sizes[sizeClass];
            }
        }

        return sum;
    }

    /// <summary>Counts the sizes of a message in a cell; returns how many calls there are.</summary>
    /// <exception cref="InvalidDataException">A value is out of range.</exception>
    public static long Decode(Proto.Call message, CallTable table, int cell)
    {
        if (message.SizeClasses.Count != message.SizeCounts.Count)
        {
            throw new InvalidDataException("more classes of size than counts of them, or fewer");
        }

        long sum = 0;
        long before = -1;
        for (int i = 0; i < message.SizeClasses.Count; i++)
        {
            uint sizeClass = message.SizeClasses[i];
            long count = CallCodec.Count(message.SizeCounts[i]);
            if (sizeClass <= before || sizeClass >= SizeClass.Count || count == 0)
            {
                throw new InvalidDataException($"{count} calls in size class {sizeClass} after class {before}");
            }

            table.AddSize(cell, (int)sizeClass, count);
            sum = CallCodec.Sum(sum, count);
            before = sizeClass;
        }

        return sum;
    }
}
