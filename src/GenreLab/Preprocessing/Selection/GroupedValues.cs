namespace GenreLab.Preprocessing.Selection;

/// <summary>A feature's values in ascending order, together and genre by genre; missing values are left out.</summary>
internal sealed class GroupedValues
{
    private readonly double[] sorted;
    private readonly double[] members;
    private readonly int[] starts;

    private GroupedValues(double[] sorted, int[] order, double[] members, int[] starts)
    {
        this.sorted = sorted;
        this.members = members;
        this.starts = starts;
        Order = order;
    }

    /// <summary>All values, ascending.</summary>
    public ReadOnlySpan<double> Sorted => sorted;

    /// <summary>For each of <see cref="Sorted"/> the place it had among the values given.</summary>
    public int[] Order { get; }

    /// <summary>Number of groups.</summary>
    public int Groups => starts.Length - 1;

    /// <summary>Values of rows that are of some group.</summary>
    public int GroupedCount => members.Length;

    /// <summary>The values of one group, ascending.</summary>
    public ReadOnlySpan<double> Of(int group) => members.AsSpan(starts[group]..starts[group + 1]);

    /// <summary>Sorts and groups values.</summary>
    /// <param name="values">The values; NaN is a missing one.</param>
    /// <param name="groups">For each value its group, −1 for none.</param>
    /// <param name="groupCount">Number of groups.</param>
    public static GroupedValues From(ReadOnlySpan<double> values, ReadOnlySpan<int> groups, int groupCount)
    {
        var sorted = new double[values.Length];
        var order = new int[values.Length];
        var count = 0;
        for (var row = 0; row < values.Length; row++)
        {
            if (double.IsNaN(values[row])) continue;
            sorted[count] = values[row];
            order[count++] = row;
        }
        if (count < values.Length) (sorted, order) = (sorted[..count], order[..count]);
        Array.Sort(sorted, order);

        var starts = new int[groupCount + 1];
        foreach (var row in order)
            if (groups[row] >= 0) starts[groups[row] + 1]++;
        for (var group = 0; group < groupCount; group++) starts[group + 1] += starts[group];
        var members = new double[starts[groupCount]];
        var next = starts.AsSpan(0, groupCount).ToArray();
        for (var i = 0; i < order.Length; i++)
            if (groups[order[i]] is var group and >= 0) members[next[group]++] = sorted[i];
        return new GroupedValues(sorted, order, members, starts);
    }
}
