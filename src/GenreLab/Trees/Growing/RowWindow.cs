using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GenreLab.Trees.Growing;

/// <summary>
/// Some rows as sets of bits are taken from them: feature by feature the rows' bins. The rows' places are 0, 1, 2, …, genre by genre; 64 of
/// them are a word of a set and a vector of bins.
/// </summary>
internal sealed class RowWindow(int features)
{
    /// <summary>Rows a word.</summary>
    public const int WordRows = 64;

    private byte[] columns = [];
    private int[] rows = [], labels = [], starts = [0];

    /// <summary>Words of a set.</summary>
    public int Words { get; private set; }

    /// <summary>The genre that stands at a place of the genres.</summary>
    public int Label(int place) => labels[place];

    /// <summary>The bins of a feature, <see cref="Words"/> vectors.</summary>
    public ref byte Column(int feature) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(columns), (nint)feature * Words * WordRows);

    /// <summary>The numbers of rows in a set, genre by genre.</summary>
    /// <param name="set">The set.</param>
    /// <param name="destination">Gets them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void RowsIn(ReadOnlySpan<ulong> set, Span<int> destination)
    {
        ref var row = ref MemoryMarshal.GetArrayDataReference(rows);
        var count = 0;
        foreach (var word in set)
        {
            for (var left = word; left != 0; left &= left - 1) destination[count++] = Unsafe.Add(ref row, BitOperations.TrailingZeroCount(left));
            row = ref Unsafe.Add(ref row, WordRows);
        }
    }

    /// <summary>How many rows of the genre at a place are in a set.</summary>
    /// <param name="set">The set's first word.</param>
    /// <param name="place">The place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Count(ref ulong set, int place)
    {
        int first = starts[place], last = starts[place + 1] - 1;
        int word = first / WordRows, lastWord = last / WordRows;
        var own = Unsafe.Add(ref set, word) & ulong.MaxValue << first;
        var count = 0;
        for (; word < lastWord; own = Unsafe.Add(ref set, ++word)) count += BitOperations.PopCount(own);
        return count + BitOperations.PopCount(own & ulong.MaxValue >> ~last);
    }

    /// <summary>Makes room for rows, whose numbers are then to be written, genre by genre.</summary>
    public Span<int> Resize(int count)
    {
        Words = (count + WordRows - 1) / WordRows;
        if (rows.Length < Words * WordRows)
        {
            rows = new int[Words * WordRows];
            columns = new byte[(long)rows.Length * features];
        }
        return rows.AsSpan(0, count);
    }

    /// <summary>Takes the rows whose numbers were written.</summary>
    /// <param name="from">All rows.</param>
    /// <param name="own">Their genres, ascending.</param>
    /// <param name="counts">How many are of each.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Take(TrainingRows from, ReadOnlySpan<int> own, ReadOnlySpan<int> counts)
    {
        if (labels.Length < own.Length) (labels, starts) = (new int[own.Length], new int[own.Length + 1]);
        own.CopyTo(labels);
        for (var place = 0; place < own.Length; place++) starts[place + 1] = starts[place] + counts[place];
        rows.AsSpan(starts[own.Length], Words * WordRows - starts[own.Length]).Fill(rows[0]);
        RowColumns.Take(ref MemoryMarshal.GetArrayDataReference(from.Bins), from.Binning.Stride, features, rows.AsSpan(0, Words * WordRows), columns);
    }
}
