using System.Runtime.InteropServices;
using GenreLab.Data;
using GenreLab.Numerics;

namespace GenreLab.Neural;

/// <summary>
/// Training rows in groups of the same inputs. Rows of a group pass through a network alike, whatever their genres, and the loss is a sum
/// over rows: one pass with all their genres as targets gives their gradients' sum exactly. A fifth of the Spotify tracks are such copies.
/// </summary>
internal sealed class RepeatedRows
{
    private const int PieceRows = 512;

    private readonly int[] rows, starts, groupOf;

    private RepeatedRows(int[] rows, int[] starts, int[] groupOf)
    {
        this.rows = rows;
        this.starts = starts;
        this.groupOf = groupOf;
    }

    /// <summary>Number of groups.</summary>
    public int Groups => starts.Length - 1;

    /// <summary>The rows of a group, ascending.</summary>
    public ReadOnlySpan<int> this[int group] => rows.AsSpan(starts[group]..starts[group + 1]);

    /// <summary>The group of a row.</summary>
    public int GroupOf(int row) => groupOf[row];

    /// <summary>Every row a group of its own: for networks that treat equal rows differently.</summary>
    public static RepeatedRows None(int rows)
    {
        int[] numbers = [.. Enumerable.Range(0, rows + 1)];
        return new(numbers, numbers, numbers);
    }

    /// <summary>Finds the groups, in the order of their first rows.</summary>
    public static RepeatedRows Find(InputRows inputs, ThreadTeam team)
    {
        var groupOf = RowGroups.ByHash(Hashes(inputs, team), Comparer(inputs), out var count);
        if (count == inputs.Count) return None(count);
        var (starts, rows) = RowGroups.Members(groupOf, count);
        return new RepeatedRows(rows, starts, groupOf);
    }

    private static ulong[] Hashes(InputRows inputs, ThreadTeam team)
    {
        var hashes = new ulong[inputs.Count];
        var rooms = new Matrix?[team.Threads];
        team.Run((hashes.Length + PieceRows - 1) / PieceRows, (piece, thread) =>
        {
            var first = piece * PieceRows;
            var taken = inputs.Take(first, Math.Min(PieceRows, hashes.Length - first), ref rooms[thread]);
            for (var row = 0; row < taken.Rows; row++) hashes[first + row] = HashOf(taken.Row(row));
        });
        return hashes;
    }

    private static Func<int, int, bool> Comparer(InputRows inputs)
    {
        var pair = new Matrix(2, inputs.Columns);
        return (one, two) =>
        {
            inputs.CopyTo([one, two], pair);
            return pair.Row(0).SequenceEqual(pair.Row(1));
        };
    }

    // FNV-1a over the values' bits: the same on every run, as the groups decide how sums are rounded.
    private static ulong HashOf(ReadOnlySpan<float> row)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var bits in MemoryMarshal.Cast<float, uint>(row)) hash = (hash ^ bits) * 0x100000001B3UL;
        return RowGroups.HashOf(hash, 0);
    }
}
