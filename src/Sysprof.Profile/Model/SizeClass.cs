using System.Numerics;

namespace Sysprof.Profile.Model;

/// <summary>Sizes in bytes by powers of two: class 0 is nothing, class <c>i</c> is 2^(i-1) up to 2^i - 1 bytes.</summary>
public static class SizeClass
{
    /// <summary>How many classes there are: the result of a call is below 2^31.</summary>
    public const int Count = 32;

    /// <summary>The first class of 1 KiB and more.</summary>
    public const int Kibibyte = 11;

    /// <summary>The first class of 1 MiB and more.</summary>
    public const int Mebibyte = 21;

    /// <summary>The class of a size of 0 or more.</summary>
    public static int Of(int bytes) => 32 - BitOperations.LeadingZeroCount((uint)bytes);

    /// <summary>The least size in a class, in bytes.</summary>
    public static long Least(int sizeClass) => sizeClass == 0 ? 0 : 1L << (sizeClass - 1);
}
