namespace Sysprof.Kernel.Wire;

/// <summary>A call's byte in the knob <c>call_info</c> (<c>enum call_info_bits</c>).</summary>
[Flags]
internal enum CallInfoBits : byte
{
    None = 0,
    ArgMask = 0x0f,
    NoResult = 0x10,
    Traced = 0x20,
    Descriptors = 0x40,
}
