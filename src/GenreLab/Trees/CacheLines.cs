using System.Runtime.CompilerServices;

namespace GenreLab.Trees;

/// <summary>
/// Brings memory near before it is read in an order that no processor can foresee. A forest is larger than the caches, so each
/// tree comes from memory for every block of rows: from front to back that takes a fraction of the time it takes where the rows happen to go.
/// </summary>
internal static class CacheLines
{
    /// <summary>Numbers a cache line.</summary>
    public const int Length = 64 / sizeof(uint);

    /// <summary>Reads one number of every cache line.</summary>
    /// <returns>Something of what was read, without which the reading would be optimised away.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static uint Read(ReadOnlySpan<uint> memory)
    {
        uint read = 0;
        for (var i = 0; i < memory.Length; i += Length) read ^= memory[i];
        return read;
    }
}
