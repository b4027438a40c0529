using System.Runtime.InteropServices;
using GenreLab.Data;

namespace GenreLab.Neural;

/// <summary>
/// Training rows in groups of the same inputs. Rows of a group pass through a network alike, whatever their genres, and the loss is a sum
/// over rows: one pass with all their genres as targets gives their gradients' sum exactly. A fifth of the Spotify tracks are such copies.
/// </summary>
internal sealed class RepeatedRows
{
    private readonly int[] rows, starts;

    private RepeatedRows(int[] rows, int[] starts)
    {
        this.rows = rows;
        this.starts = starts;
    }

    /// <summary>Number of groups.</summary>
    public int Groups => starts.Length - 1;

    /// <summary>The rows of a group, ascending.</summary>
    public ReadOnlySpan<int> this[int group] => rows.AsSpan(starts[group]..starts[group + 1]);

    /// <summary>Every row a group of its own: for networks that treat equal rows differently.</summary>
    public static RepeatedRows None(int rows) => new([.. Enumerable.Range(0, rows)], [.. Enumerable.Range(0, rows + 1)]);

    /// <summary>Finds the groups, in the order of their first rows.</summary>
    public static RepeatedRows Find(Dataset data)
    {
        var first = new Dictionary<ulong, int>(data.Rows);
        // The next row of the same inputs, and of each first row the last found so far.
        var next = new int[data.Rows];
        var last = new int[data.Rows];
        Array.Fill(next, -1);
        Array.Fill(last, -1);
        for (var row = 0; row < data.Rows; row++)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(first, HashOf(data, row), out var exists);
            // Rows of the same hash that differ count as different: at worst a group is missed.
            if (exists && data.Features.Row(known).SequenceEqual(data.Features.Row(row)))
            {
                next[last[known]] = row;
                last[known] = row;
                continue;
            }
            if (!exists) known = row;
            last[row] = row;
        }
        var rows = new int[data.Rows];
        var starts = new List<int>(first.Count + 1);
        var count = 0;
        for (var row = 0; row < data.Rows; row++)
        {
            if (last[row] < 0) continue;
            starts.Add(count);
            for (var member = row; member >= 0; member = next[member]) rows[count++] = member;
        }
        starts.Add(count);
        return new RepeatedRows(rows, [.. starts]);
    }

    // FNV-1a over the values' bits: the same on every run, as the groups decide how sums are rounded.
    private static ulong HashOf(Dataset data, int row)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var bits in MemoryMarshal.Cast<float, uint>(data.Features.Row(row))) hash = (hash ^ bits) * 0x100000001B3UL;
        return hash;
    }
}
