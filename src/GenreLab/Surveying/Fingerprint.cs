using System.Runtime.InteropServices;

namespace GenreLab.Surveying;

/// <summary>The hash of a row, or of something in it, and a number: that of the row or of its genre.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct Fingerprint(ulong Hash, int Number)
{
    /// <summary>Bytes of one.</summary>
    public const int Bytes = sizeof(ulong) + sizeof(int);
}
