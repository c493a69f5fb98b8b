namespace Sysprof.Kernel.Wire;

/// <summary>A call's byte in the knob <c>call_info</c> (<c>enum call_info_bits</c>).</summary>
[Flags]
internal enum CallInfoBits : byte
{
    None = 0,
    ArgMask = 0x07,
    NoResult = 0x08,
    Traced = 0x10,
}
