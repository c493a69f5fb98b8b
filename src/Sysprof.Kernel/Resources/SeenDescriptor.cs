using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Resources;

/// <summary>A descriptor that there was at the start.</summary>
/// <param name="Tgid">Whose it is.</param>
/// <param name="Descriptor">Its number.</param>
/// <param name="Resource">What it refers to.</param>
internal readonly record struct SeenDescriptor(int Tgid, int Descriptor, Resource Resource);
