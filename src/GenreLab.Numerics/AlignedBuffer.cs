using System.Runtime.CompilerServices;

namespace GenreLab.Numerics;

/// <summary>Managed arrays whose usable part starts on a 64-byte boundary, the width of the widest vector and of a cache line.</summary>
public static class AlignedBuffer
{
    /// <summary>Allocates <paramref name="length"/> zeroed floats and says where the aligned part starts.</summary>
    /// <returns>The array and the index of its first aligned element; at least <paramref name="length"/> elements follow it.</returns>
    public static unsafe (float[] Values, int Offset) Allocate(long length)
    {
        // Pinned arrays never move, so the alignment found here holds for the array's whole life.
        var values = GC.AllocateArray<float>(checked((int)(length + 15)), pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(values));
        return (values, (int)((64 - address % 64) % 64 / sizeof(float)));
    }
}
