using System.Runtime.InteropServices;

namespace GenreLab.Svm;

/// <summary>Rows of the kernel matrix kept in a bounded piece of memory; the row that was not used for longest gives way to a new one.
/// What it holds never changes a result, only the time.</summary>
internal sealed unsafe class KernelCache(long bytes) : IDisposable
{
    // The two rows of a step are needed at the same time.
    private const int FewestRows = 2;

    private float* memory;
    private long allocated;
    private int rowLength, slots, used, newest, oldest;
    private int[] slotOf = [], rowOf = [], newer = [], older = [];

    /// <summary>Forgets everything and makes ready for other rows.</summary>
    /// <param name="rows">Number of rows there are.</param>
    /// <param name="length">Values a row, a multiple of 16.</param>
    public void Reset(int rows, int length)
    {
        var wanted = Math.Max(bytes, (long)FewestRows * length * sizeof(float));
        if (wanted > allocated)
        {
            Free();
            // Untouched memory costs nothing: only rows that are computed take room.
            memory = (float*)NativeMemory.AlignedAlloc((nuint)wanted, 64);
            allocated = wanted;
        }
        rowLength = length;
        slots = (int)Math.Min(Math.Max(FewestRows, rows), allocated / ((long)length * sizeof(float)));
        used = 0;
        newest = oldest = -1;
        if (slotOf.Length < rows) slotOf = new int[rows];
        slotOf.AsSpan(0, rows).Fill(-1);
        if (rowOf.Length < slots) (rowOf, newer, older) = (new int[slots], new int[slots], new int[slots]);
    }

    /// <summary>The place of a row's values.</summary>
    /// <param name="row">Its number.</param>
    /// <param name="values">Where they are, until the cache is asked for two other rows.</param>
    /// <returns>Whether they are there; if not the caller must write them.</returns>
    public bool TryGet(int row, out float* values)
    {
        var slot = slotOf[row];
        var found = slot >= 0;
        if (found)
        {
            if (slot != newest)
            {
                Unlink(slot);
                LinkNewest(slot);
            }
        }
        else
        {
            if (used < slots)
            {
                slot = used++;
            }
            else
            {
                slot = oldest;
                slotOf[rowOf[slot]] = -1;
                Unlink(slot);
            }
            slotOf[row] = slot;
            rowOf[slot] = row;
            LinkNewest(slot);
        }
        values = memory + (nint)slot * rowLength;
        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    ~KernelCache() => Free();

    private void Free()
    {
        NativeMemory.AlignedFree(memory);
        memory = null;
        allocated = 0;
    }

    private void Unlink(int slot)
    {
        int before = older[slot], after = newer[slot];
        if (before >= 0) newer[before] = after;
        else oldest = after;
        if (after >= 0) older[after] = before;
        else newest = before;
    }

    private void LinkNewest(int slot)
    {
        older[slot] = newest;
        newer[slot] = -1;
        if (newest >= 0) newer[newest] = slot;
        else oldest = slot;
        newest = slot;
    }
}
