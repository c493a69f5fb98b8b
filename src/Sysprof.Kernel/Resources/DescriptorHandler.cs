using Sysprof.Kernel.Wire;

namespace Sysprof.Kernel.Resources;

/// <summary>What takes a message about a descriptor; it is good during the call.</summary>
internal delegate void DescriptorHandler(in DescriptorRecord record);
