using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GenreLab.Numerics;

namespace GenreLab.Svm;

/// <summary>Zeroed memory for numbers that starts on a cache line and never moves; it lives as long as this object.</summary>
/// <param name="singles">Room in floats; a double takes two.</param>
internal sealed unsafe class AlignedRow(int singles)
{
    private readonly (float[] Values, int Offset) memory = AlignedBuffer.Allocate(singles);

    /// <summary>The memory as floats.</summary>
    public float* Singles => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(memory.Values)) + memory.Offset;

    /// <summary>The memory as doubles.</summary>
    public double* Doubles => (double*)Singles;
}
