namespace Sysprof.Kernel.Wire;

/// <summary>Arguments that are kept together, in the place of an argument's number (<c>enum kept_argument</c>).</summary>
internal enum KeptArgument : byte
{
    /// <summary>A descriptor, at most 0xffff, in the upper half, and the lower half of a command.</summary>
    Command = 7,

    /// <summary>A futex operation in the lower half, its value, at most 0x7fff, above, and on top whether there is a timeout.</summary>
    Futex = 8,
}
