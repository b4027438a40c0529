using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Splitting;

/// <summary>
/// Counts the genres on the left of one split of every feature in a single pass over a node's rows: a row's bins are compared with
/// all thresholds at once, and the outcome is added to the row of its genre. For rows that all weigh one.
/// </summary>
internal sealed class RandomSplitCounts
{
    /// <summary>Most rows of a node: counts take two bytes.</summary>
    public const int MostRows = ushort.MaxValue;

    private readonly RowRecords<uint> records;
    // Genres × bytes a record.
    private readonly ushort[] lefts;
    private readonly byte[] thresholds, shifts;

    public RandomSplitCounts(RowRecords<uint> records, int labelCount)
    {
        this.records = records;
        lefts = new ushort[labelCount * records.Stride];
        thresholds = new byte[records.Stride];
        shifts = new byte[records.Stride];
    }

    /// <summary>Sets the split of a feature that is counted next.</summary>
    public void Set(int feature, int lastLeftBin, bool missingLeft)
    {
        var split = TreeNode.Split(0, feature, lastLeftBin, missingLeft);
        thresholds[feature] = split.Threshold;
        shifts[feature] = split.Shift;
    }

    /// <summary>Counts the rows of a node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Count(int first, int count)
    {
        Array.Clear(lefts);
        ref var counts = ref MemoryMarshal.GetArrayDataReference(lefts);
        var stride = records.Stride;
        for (var offset = 0; offset < stride; offset += Vector128<byte>.Count)
        {
            var threshold = Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(thresholds), (nuint)offset);
            var shift = Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(shifts), (nuint)offset);
            ref var bins = ref Unsafe.Add(ref records.BinsOf(first), offset);
            foreach (var target in records.Targets.Slice(first, count))
            {
                // All ones, which is −1, where the row goes left.
                var goesLeft = Vector128.LessThanOrEqual(Vector128.LoadUnsafe(ref bins) + shift, threshold).AsSByte();
                bins = ref Unsafe.Add(ref bins, stride);
                ref var own = ref Unsafe.Add(ref counts, ClassTarget.Label(target) * (nint)stride + offset);
                (Vector128.LoadUnsafe(ref own) - Vector128.WidenLower(goesLeft).AsUInt16()).StoreUnsafe(ref own);
                (Vector128.LoadUnsafe(ref own, 8) - Vector128.WidenUpper(goesLeft).AsUInt16()).StoreUnsafe(ref own, 8);
            }
        }
    }

    /// <summary>Copies what was counted for one feature.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="labels">Gets for each genre the rows on the left.</param>
    /// <returns>All rows on the left.</returns>
    public int Take(int feature, Span<int> labels)
    {
        var all = 0;
        for (int label = 0, place = feature; label < labels.Length; label++, place += records.Stride)
        {
            labels[label] = lefts[place];
            all += lefts[place];
        }
        return all;
    }
}
