using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GenreLab.Trees.Binning;

namespace GenreLab.Trees.Growing;

/// <summary>
/// The rows a tree is grown from, as records that move: a node's rows lie side by side, so whatever looks at a node reads
/// memory from front to back, and small nodes stay in the fastest cache. A record is the row's bins and its target.
/// </summary>
/// <typeparam name="TTarget">What the trees are to tell of the row.</typeparam>
internal sealed class RowRecords<TTarget>(int stride) where TTarget : unmanaged
{
    private byte[] bins = [], spareBins = [];
    private TTarget[] targets = [], spareTargets = [];

    /// <summary>Bytes of bins a record; a multiple of 16.</summary>
    public int Stride => stride;

    /// <summary>Number of records.</summary>
    public int Count { get; private set; }

    /// <summary>The records' targets.</summary>
    public ReadOnlySpan<TTarget> Targets => targets.AsSpan(0, Count);

    /// <summary>The first bin of record <paramref name="first"/>.</summary>
    public ref byte BinsOf(int first) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bins), (nint)first * stride);

    /// <summary>Makes room for records, whose contents are then whatever they were.</summary>
    public void Resize(int count)
    {
        if (targets.Length < count)
        {
            bins = new byte[(long)count * stride];
            spareBins = new byte[(long)count * stride];
            targets = new TTarget[count];
            spareTargets = new TTarget[count];
        }
        Count = count;
    }

    /// <summary>Writes a record.</summary>
    public void Put(int position, ReadOnlySpan<byte> rowBins, in TTarget target)
    {
        rowBins.CopyTo(bins.AsSpan(position * stride, stride));
        targets[position] = target;
    }

    /// <summary>Smallest and largest bin of every feature in a run of records; one pass serves all features.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Ranges(int first, int count, Span<byte> smallest, Span<byte> largest)
    {
        for (var offset = 0; offset < stride; offset += 16)
        {
            ref var record = ref Unsafe.Add(ref BinsOf(first), offset);
            var low = Vector128.LoadUnsafe(ref record);
            var high = low;
            for (var i = 1; i < count; i++)
            {
                var next = Vector128.LoadUnsafe(ref record, (nuint)i * (nuint)stride);
                low = Vector128.Min(low, next);
                high = Vector128.Max(high, next);
            }
            low.CopyTo(smallest[offset..]);
            high.CopyTo(largest[offset..]);
        }
    }

    /// <summary>Largest bin of a feature in a run of records in which some values are missing and some are not.</summary>
    public byte LargestValue(int first, int count, int feature)
    {
        ref var bin = ref Unsafe.Add(ref BinsOf(first), feature);
        var largest = 0;
        for (var i = 0; i < count; i++)
        {
            int value = Unsafe.Add(ref bin, (nint)i * stride);
            if (value != FeatureBins.Missing) largest = Math.Max(largest, value);
        }
        return (byte)largest;
    }

    /// <summary>Moves the records of a run that go left in front of those that go right; both keep their order.
    /// Different runs may be partitioned at the same time.</summary>
    /// <returns>How many go left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Partition(int first, int count, TreeNode split)
    {
        // Both places are written and one pointer moves on: no branch to mispredict. Writing to the left part is safe
        // because it is never ahead of reading.
        ref var source = ref BinsOf(first);
        ref var right = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(spareBins), (nint)first * stride);
        ref var sourceTarget = ref targets[first];
        ref var rightTarget = ref spareTargets[first];
        int lefts = 0, rights = 0;
        for (var i = 0; i < count; i++)
        {
            ref var record = ref Unsafe.Add(ref source, (nint)i * stride);
            var bin = Unsafe.Add(ref record, split.Feature);
            var goesLeft = (byte)(bin + split.Shift) <= split.Threshold ? 1 : 0;
            for (var offset = 0; offset < stride; offset += 16)
            {
                var part = Vector128.LoadUnsafe(ref record, (nuint)offset);
                part.StoreUnsafe(ref right, (nuint)rights * (nuint)stride + (nuint)offset);
                part.StoreUnsafe(ref source, (nuint)lefts * (nuint)stride + (nuint)offset);
            }
            var target = Unsafe.Add(ref sourceTarget, i);
            Unsafe.Add(ref rightTarget, rights) = target;
            Unsafe.Add(ref sourceTarget, lefts) = target;
            lefts += goesLeft;
            rights += 1 - goesLeft;
        }
        spareBins.AsSpan(first * stride, rights * stride).CopyTo(bins.AsSpan((first + lefts) * stride));
        spareTargets.AsSpan(first, rights).CopyTo(targets.AsSpan(first + lefts));
        return lefts;
    }
}
