using System.Collections.Concurrent;

namespace GenreLab.Streaming;

/// <summary>The numbers of some rows, feature by feature; made once and filled again and again.</summary>
internal sealed class FeatureBlock
{
    private const int FirstRows = 8192;

    private readonly double[][] values;

    public FeatureBlock(int features)
    {
        values = new double[features][];
        for (var feature = 0; feature < features; feature++) values[feature] = new double[FirstRows];
    }

    public int Rows { get; private set; }

    /// <summary>The values of one feature, NaN where missing.</summary>
    public ReadOnlySpan<double> this[int feature] => values[feature].AsSpan(0, Rows);

    public void Clear() => Rows = 0;

    /// <summary>Takes one row more; its values are set with <see cref="Set"/>.</summary>
    public void AddRow()
    {
        if (values.Length > 0 && Rows == values[0].Length)
            for (var feature = 0; feature < values.Length; feature++) Array.Resize(ref values[feature], 2 * Rows);
        Rows++;
    }

    /// <summary>Sets a value of the last row.</summary>
    public void Set(int feature, double value) => values[feature][Rows - 1] = value;

    public void RemoveRow() => Rows--;
}

/// <summary>Blocks that are used again by whoever works next.</summary>
internal sealed class FeatureBlocks(int features)
{
    private readonly ConcurrentBag<FeatureBlock> spare = [];

    /// <summary>Lends a block while something is done with it.</summary>
    public T Use<T>(Func<FeatureBlock, T> work)
    {
        var block = spare.TryTake(out var used) ? used : new FeatureBlock(features);
        block.Clear();
        var result = work(block);
        spare.Add(block);
        return result;
    }
}
