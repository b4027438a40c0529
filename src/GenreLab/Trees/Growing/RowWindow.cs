using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace GenreLab.Trees.Growing;

/// <summary>
/// Some rows as sets of bits are taken from them: feature by feature the rows' bins, and genre by genre which rows are of it. The rows' places
/// are 0, 1, 2, …; 64 of them are a word of a set and a vector of bins.
/// </summary>
internal sealed class RowWindow(int features)
{
    /// <summary>Rows a word.</summary>
    public const int WordRows = 64;

    private byte[] columns = [];
    private ulong[] labelRows = [];
    private int[] rows = [], labels = [];
    private ushort[] places = [];

    /// <summary>Words of a set.</summary>
    public int Words { get; private set; }

    /// <summary>The genre that stands at a place of the genres.</summary>
    public int Label(int place) => labels[place];

    /// <summary>The bins of a feature, <see cref="Words"/> vectors.</summary>
    public ref byte Column(int feature) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(columns), (nint)feature * Words * WordRows);

    /// <summary>The rows of the genre at a place, <see cref="Words"/> words.</summary>
    public ref ulong RowsOf(int place) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(labelRows), (nint)place * Words);

    /// <summary>For each row the place of its genre.</summary>
    public ref ushort Places => ref MemoryMarshal.GetArrayDataReference(places);

    /// <summary>The number of the row at a place.</summary>
    public int Row(int place) => rows[place];

    /// <summary>The numbers of rows in a set.</summary>
    /// <param name="set">The set.</param>
    /// <param name="destination">Gets them.</param>
    public void RowsIn(ReadOnlySpan<ulong> set, Span<int> destination)
    {
        var count = 0;
        for (var word = 0; word < set.Length; word++)
            for (var left = set[word]; left != 0; left &= left - 1) destination[count++] = rows[word * WordRows + System.Numerics.BitOperations.TrailingZeroCount(left)];
    }

    /// <summary>Makes room for rows, whose numbers are then to be written.</summary>
    public Span<int> Resize(int count)
    {
        Words = (count + WordRows - 1) / WordRows;
        if (rows.Length < Words * WordRows)
        {
            rows = new int[Words * WordRows];
            places = new ushort[rows.Length];
            columns = new byte[(long)rows.Length * features];
        }
        return rows.AsSpan(0, count);
    }

    /// <summary>Takes the rows whose numbers were written.</summary>
    /// <param name="from">All rows.</param>
    /// <param name="count">How many were written.</param>
    /// <param name="own">Their genres, ascending.</param>
    /// <param name="placeOf">Room for a number a genre.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Take(TrainingRows from, int count, ReadOnlySpan<int> own, Span<int> placeOf)
    {
        if (labels.Length < own.Length) labels = new int[own.Length];
        own.CopyTo(labels);
        if (labelRows.Length < own.Length * Words) labelRows = new ulong[own.Length * Words];
        else labelRows.AsSpan(0, own.Length * Words).Clear();
        for (var place = 0; place < own.Length; place++) placeOf[own[place]] = place;

        for (var place = 0; place < count; place++)
        {
            var label = placeOf[from.Labels[rows[place]]];
            places[place] = (ushort)label;
            labelRows[label * Words + place / WordRows] |= 1UL << place;
        }
        rows.AsSpan(count, Words * WordRows - count).Fill(rows[0]);
        for (var place = 0; place < count; place += Vector128<byte>.Count)
            for (var feature = 0; feature < features; feature += Vector128<byte>.Count) Transpose(from, place, feature);
    }

    /// <summary>Writes the bins of up to sixteen features of sixteen rows. Four rounds of weaving the first eight with the last eight turn rows into
    /// columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Transpose(TrainingRows from, int place, int feature)
    {
        const int side = 16;
        Span<Vector128<byte>> vectors = stackalloc Vector128<byte>[2 * side];
        ref var one = ref MemoryMarshal.GetReference(vectors);
        ref var other = ref Unsafe.Add(ref one, side);
        ref var bins = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(from.Bins), feature);
        nint stride = from.Binning.Stride;
        for (var row = 0; row < side; row++) Unsafe.Add(ref one, row) = Vector128.LoadUnsafe(ref Unsafe.Add(ref bins, rows[place + row] * stride));
        for (var round = 0; round < 4; round++)
        {
            for (var pair = 0; pair < side / 2; pair++)
            {
                var (low, high) = Woven(Unsafe.Add(ref one, pair), Unsafe.Add(ref one, pair + side / 2));
                Unsafe.Add(ref other, 2 * pair) = low;
                Unsafe.Add(ref other, 2 * pair + 1) = high;
            }
            ref var next = ref one;
            one = ref other;
            other = ref next;
        }
        ref var column = ref Unsafe.Add(ref Column(feature), place);
        for (var own = 0; own < Math.Min(side, features - feature); own++)
        {
            Unsafe.Add(ref one, own).StoreUnsafe(ref column);
            column = ref Unsafe.Add(ref column, (nint)Words * WordRows);
        }
    }

    /// <summary>The bytes of two vectors in turns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<byte> Low, Vector128<byte> High) Woven(Vector128<byte> first, Vector128<byte> second)
    {
        if (Sse2.IsSupported) return (Sse2.UnpackLow(first, second), Sse2.UnpackHigh(first, second));
        if (AdvSimd.Arm64.IsSupported) return (AdvSimd.Arm64.ZipLow(first, second), AdvSimd.Arm64.ZipHigh(first, second));
        var (firstLow, firstHigh) = Vector128.Widen(first);
        var (secondLow, secondHigh) = Vector128.Widen(second);
        return ((firstLow | secondLow << 8).AsByte(), (firstHigh | secondHigh << 8).AsByte());
    }
}
