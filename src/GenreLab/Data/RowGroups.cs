using System.Numerics;
using System.Runtime.CompilerServices;

namespace GenreLab.Data;

/// <summary>Numbers rows by what they have in common: rows with the same number are of the same group; numbers start at 0 in
/// order of first appearance.</summary>
internal static class RowGroups
{
    private const int BlockRows = 4096;
    private const ulong Alone = 0xD6E8FEB86659FD93UL;

    /// <summary>Groups by equal values; two missing values are equal.</summary>
    public static int[] ByValues(IReadOnlyList<Column> columns, int rows, out int count)
    {
        var hashes = new ulong[rows];
        foreach (var column in columns) AddTo(hashes, column);
        return ByHash(hashes, (one, two) => columns.All(column => AreEqual(column, one, two)), out count);
    }

    /// <summary>Groups by one column's values; each missing value is a group of its own.</summary>
    public static int[] ByColumn(Column column, out int count)
    {
        var groups = new int[column.Count];
        count = 0;
        if (column is CodedColumn text)
        {
            var known = new int[text.DistinctCount];
            for (var row = 0; row < groups.Length; row++)
            {
                var code = text.Codes[row];
                if (code >= 0 && known[code] == 0) known[code] = count + 1;
                groups[row] = code >= 0 && known[code] != count + 1 ? known[code] - 1 : count++;
            }
            return groups;
        }
        if (((NumberColumn)column).IsPacked) return ByValues((NumberColumn)column, out count);
        var numbers = ((NumberColumn)column).Values;
        var seen = new Dictionary<double, int>();
        for (var row = 0; row < groups.Length; row++)
        {
            if (!double.IsNaN(numbers[row]) && seen.TryGetValue(numbers[row], out var group))
            {
                groups[row] = group;
            }
            else
            {
                if (!double.IsNaN(numbers[row])) seen[numbers[row]] = count;
                groups[row] = count++;
            }
        }
        return groups;
    }

    /// <summary>Groups by the values of several columns together; rows for which <paramref name="isAlone"/> holds are groups of their own.</summary>
    public static int[] ByKeys(int rows, Func<int, ulong> hashOf, Func<int, int, bool> areEqual, Func<int, bool> isAlone, out int count)
    {
        var hashes = new ulong[rows];
        for (var row = 0; row < rows; row++) hashes[row] = isAlone(row) ? Mix((ulong)row, Alone) : hashOf(row);
        return ByHash(hashes, (one, two) => !isAlone(one) && !isAlone(two) && areEqual(one, two), out count);
    }

    /// <summary>Groups by 64-bit hashes, which are taken for the values themselves; 0 is a missing one, whose group is −1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int[] ByHash(ReadOnlySpan<ulong> hashes, out int count)
    {
        var groups = new int[hashes.Length];
        var slots = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, 2 * (long)hashes.Length))];
        var mask = (ulong)(slots.Length - 1);
        count = 0;
        for (var row = 0; row < hashes.Length; row++)
        {
            var hash = hashes[row];
            if (hash == 0)
            {
                groups[row] = -1;
                continue;
            }
            var slot = hash & mask;
            while (slots[slot] != 0 && hashes[slots[slot] - 1] != hash) slot = (slot + 1) & mask;
            if (slots[slot] == 0)
            {
                slots[slot] = row + 1;
                groups[row] = count++;
            }
            else
            {
                groups[row] = groups[slots[slot] - 1];
            }
        }
        return groups;
    }

    /// <summary>One hash of two numbers.</summary>
    public static ulong HashOf(ulong one, ulong other) => Mix(Mix(Alone, one), other);

    /// <summary>Groups by text made for each row; null is a group of its own.</summary>
    public static int[] ByText(int rows, Func<int, string?> textOf, out int count)
    {
        var groups = new int[rows];
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        count = 0;
        for (var row = 0; row < rows; row++)
        {
            var text = textOf(row);
            if (text is not null && seen.TryGetValue(text, out var group))
            {
                groups[row] = group;
            }
            else
            {
                if (text is not null) seen[text] = count;
                groups[row] = count++;
            }
        }
        return groups;
    }

    /// <summary>Groups rows that are linked by either of two groupings, directly or through others.</summary>
    public static int[] Joined(ReadOnlySpan<int> first, int firstCount, ReadOnlySpan<int> second, int secondCount, out int count)
    {
        // Union-find over the first grouping's groups: rows of one group of the second unite theirs.
        var parents = new int[firstCount];
        for (var group = 0; group < firstCount; group++) parents[group] = group;
        var seen = new int[secondCount];
        for (var row = 0; row < first.Length; row++)
        {
            var known = seen[second[row]] - 1;
            if (known < 0) seen[second[row]] = first[row] + 1;
            else parents[Root(parents, first[row])] = Root(parents, known);
        }
        var numbers = new int[firstCount];
        var groups = new int[first.Length];
        count = 0;
        for (var row = 0; row < groups.Length; row++)
        {
            var root = Root(parents, first[row]);
            if (numbers[root] == 0) numbers[root] = ++count;
            groups[row] = numbers[root] - 1;
        }
        return groups;
    }

    private static int[] ByValues(NumberColumn column, out int count)
    {
        var hashes = new ulong[column.Count];
        AddTo(hashes, column);
        for (var row = 0; row < hashes.Length; row++)
            if (column.IsMissing(row)) hashes[row] = Mix((ulong)row, Alone);
        return ByHash(hashes, (one, two) => column[one] == column[two], out count);
    }

    private static int Root(int[] parents, int group)
    {
        while (parents[group] != group) group = parents[group] = parents[parents[group]];
        return group;
    }

    /// <summary>The rows of every group, ascending: group g has <c>Rows[Starts[g]..Starts[g + 1]]</c>.</summary>
    public static (int[] Starts, int[] Rows) Members(ReadOnlySpan<int> groups, int count)
    {
        var starts = new int[count + 1];
        foreach (var group in groups) starts[group + 1]++;
        for (var group = 0; group < count; group++) starts[group + 1] += starts[group];
        var next = starts.AsSpan(0, count).ToArray();
        var rows = new int[groups.Length];
        for (var row = 0; row < groups.Length; row++) rows[next[groups[row]]++] = row;
        return (starts, rows);
    }

    /// <summary>Groups by hashes and, where those are equal, by whether rows are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int[] ByHash(ulong[] hashes, Func<int, int, bool> areEqual, out int count)
    {
        var groups = new int[hashes.Length];
        var slots = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, 2 * (long)hashes.Length))];
        count = 0;
        for (var row = 0; row < hashes.Length; row++)
        {
            var slot = (int)(hashes[row] & (ulong)(slots.Length - 1));
            while (true)
            {
                var first = slots[slot] - 1;
                if (first < 0)
                {
                    slots[slot] = row + 1;
                    groups[row] = count++;
                    break;
                }
                if (hashes[first] == hashes[row] && areEqual(first, row))
                {
                    groups[row] = groups[first];
                    break;
                }
                slot = (slot + 1) & (slots.Length - 1);
            }
        }
        return groups;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTo(ulong[] hashes, Column column)
    {
        if (column is CodedColumn text)
        {
            var codes = text.Codes;
            for (var row = 0; row < hashes.Length; row++) hashes[row] = Mix(hashes[row], (uint)codes[row]);
        }
        else
        {
            Span<double> block = stackalloc double[BlockRows];
            for (var first = 0; first < hashes.Length; first += BlockRows)
            {
                var values = block[..Math.Min(BlockRows, hashes.Length - first)];
                ((NumberColumn)column).CopyTo(first, values);
                for (var i = 0; i < values.Length; i++) hashes[first + i] = Mix(hashes[first + i], BitConverter.DoubleToUInt64Bits(values[i] + 0.0));
            }
        }
    }

    private static bool AreEqual(Column column, int one, int two) => column is CodedColumn text
        ? text.Codes[one] == text.Codes[two]
        : ((NumberColumn)column)[one].Equals(((NumberColumn)column)[two]);

    private static ulong Mix(ulong hash, ulong value)
    {
        var high = Math.BigMul(hash ^ value ^ 0x9E3779B97F4A7C15UL, 0xA0761D6478BD642FUL, out var low);
        return high ^ low;
    }
}
