namespace GenreLab.Surveying;

/// <summary>
/// The rows with the smallest keys, of which there are so many at most: a draw at random that depends on the rows alone, not on their
/// order (bottom-k sampling: Cohen and Kaplan, 2007). A value that merges: the same whatever the order.
/// </summary>
/// <param name="features">Values of a row.</param>
/// <param name="capacity">Rows kept, at most.</param>
/// <param name="titled">Whether rows keep their titles.</param>
internal sealed class RowSample(int features, int capacity, bool titled) : IMergeable<RowSample>
{
    // The row with the largest key comes first; among equal keys that of the largest number.
    private readonly PriorityQueue<int, (ulong Key, int Row)> largest = new(Comparer<(ulong, int)>.Create((one, other) => other.CompareTo(one)));
    private double[] values = [];
    private int[] groups = [];
    private int[] rows = [];
    private ulong[] keys = [];
    private string?[] titles = [];

    /// <summary>Rows in the sample.</summary>
    public int Count { get; private set; }

    /// <summary>Keys above it are not taken; may be asked for by other threads.</summary>
    public ulong Threshold { get; private set; } = capacity == 0 ? 0 : ulong.MaxValue;

    /// <summary>Takes a row, if its key is small enough.</summary>
    public void Add(ulong key, int row, int group, ReadOnlySpan<double> rowValues, string? title)
    {
        int slot;
        if (Count < capacity)
        {
            slot = Count++;
            if (slot == keys.Length) Grow();
        }
        else
        {
            if (capacity == 0 || (key, row).CompareTo(Peek()) >= 0) return;
            slot = largest.Dequeue();
        }
        largest.Enqueue(slot, (key, row));
        (keys[slot], rows[slot], groups[slot]) = (key, row, group);
        rowValues.CopyTo(values.AsSpan(slot * features, features));
        if (titled) titles[slot] = title;
        if (Count == capacity) Threshold = Peek().Key;
    }

    /// <inheritdoc/>
    public void Merge(RowSample later)
    {
        for (var slot = 0; slot < later.Count; slot++)
            Add(later.keys[slot], later.rows[slot], later.groups[slot], later.values.AsSpan(slot * features, features), titled ? later.titles[slot] : null);
    }

    /// <summary>The rows in the table's order.</summary>
    public SampledRows Rows()
    {
        int[] order = [.. Enumerable.Range(0, Count).OrderBy(slot => rows[slot])];
        return new SampledRows(
            [.. Enumerable.Range(0, features).Select(feature => Array.ConvertAll(order, slot => values[slot * features + feature]))],
            Array.ConvertAll(order, slot => groups[slot]), Array.ConvertAll(order, slot => rows[slot]), Array.ConvertAll(order, slot => titled ? titles[slot] : null));
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(features);
        writer.Write(capacity);
        writer.Write(titled);
        writer.Write(Count);
        for (var slot = 0; slot < Count; slot++)
        {
            writer.Write(keys[slot]);
            writer.Write(rows[slot]);
            writer.Write(groups[slot]);
            for (var feature = 0; feature < features; feature++) writer.Write(values[slot * features + feature]);
            if (!titled) continue;
            writer.Write(titles[slot] is not null);
            if (titles[slot] is { } title) writer.Write(title);
        }
    }

    /// <inheritdoc/>
    public static RowSample Read(BinaryReader reader)
    {
        var (features, capacity, titled) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadBoolean());
        var sample = new RowSample(features, capacity, titled);
        var row = new double[features];
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (key, number, group) = (reader.ReadUInt64(), reader.ReadInt32(), reader.ReadInt32());
            for (var feature = 0; feature < features; feature++) row[feature] = reader.ReadDouble();
            sample.Add(key, number, group, row, titled && reader.ReadBoolean() ? reader.ReadString() : null);
        }
        return sample;
    }

    private (ulong Key, int Row) Peek()
    {
        largest.TryPeek(out _, out var key);
        return key;
    }

    private void Grow()
    {
        var length = Math.Min(capacity, Math.Max(1024, 2 * keys.Length));
        Array.Resize(ref keys, length);
        Array.Resize(ref rows, length);
        Array.Resize(ref groups, length);
        Array.Resize(ref values, length * features);
        if (titled) Array.Resize(ref titles, length);
    }
}

/// <summary>Rows of a table, in its order.</summary>
/// <param name="Columns">Features × rows, NaN where missing.</param>
/// <param name="Groups">For each row its genre's number; the number of genres when it has none.</param>
/// <param name="Numbers">For each row its number in the table, from 0.</param>
/// <param name="Titles">For each row its title, if it has one.</param>
internal sealed record SampledRows(double[][] Columns, int[] Groups, int[] Numbers, string?[] Titles);
