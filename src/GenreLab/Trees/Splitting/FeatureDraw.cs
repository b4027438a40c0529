using System.Runtime.CompilerServices;

namespace GenreLab.Trees.Splitting;

/// <summary>Features in random order and random splits of them.</summary>
internal sealed class FeatureDraw(int features)
{
    private readonly int[] order = [.. Enumerable.Range(0, features)];

    /// <summary>Number of features.</summary>
    public int Count => order.Length;

    /// <summary>Back to the features' own order: a tree must not depend on what the one before left behind.</summary>
    public void Restart()
    {
        for (var feature = 0; feature < order.Length; feature++) order[feature] = feature;
    }

    /// <summary>The next feature in the order they stand in.</summary>
    /// <param name="drawn">How many there were before it in the node.</param>
    public int InOrder(int drawn) => order[drawn];

    /// <summary>Draws the next feature among those that were not drawn yet.</summary>
    /// <param name="drawn">How many were, in the node.</param>
    /// <param name="random">Where from.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Draw(int drawn, RandomNumbers random)
    {
        ref var next = ref order[drawn];
        ref var feature = ref Unsafe.Add(ref next, random.NextInt32(order.Length - drawn));
        var drawnNow = feature;
        feature = next;
        next = drawnNow;
        return drawnNow;
    }

    /// <summary>Draws a split evenly over the bins, that is over the rows' ranks: on skewed features better than evenly over the values.
    /// Missing values have a gap of their own above the values, and go to a random side of the others.</summary>
    /// <param name="low">The feature's smallest bin in the node.</param>
    /// <param name="high">Its largest bin but that of missing values; where there are none, above <paramref name="low"/>.</param>
    /// <param name="missing">Whether the node has rows without a value.</param>
    /// <param name="random">Where from.</param>
    /// <returns>The last bin that goes left; whether missing values do, null when the node has none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (int LastLeftBin, bool? MissingLeft) DrawSplit(int low, int high, bool missing, RandomNumbers random)
    {
        var lastLeft = low + random.NextInt32(missing ? high - low + 1 : high - low);
        return (lastLeft, missing ? lastLeft < high && (random.NextUInt64() >> 63) == 1 : null);
    }
}
