namespace GenreLab.Streaming;

/// <summary>
/// Merges values in the order they come as a fixed binary tree would: the first with the second, the third with the fourth, then both
/// pairs, and so on. The result depends on the values and their order alone, and rounding errors grow with the logarithm of their
/// number (pairwise summation; Higham, 1993, The accuracy of floating point summation, section 3).
/// </summary>
/// <param name="merge">Both together, the earlier one first.</param>
internal sealed class OrderedMerge<T>(Func<T, T, T> merge)
{
    private readonly Stack<(T Value, long Count)> runs = new();

    public void Add(T value)
    {
        var count = 1L;
        while (runs.TryPeek(out var run) && run.Count == count)
        {
            value = merge(runs.Pop().Value, value);
            count *= 2;
        }
        runs.Push((value, count));
    }

    /// <summary>All together; <paramref name="none"/> when there are none.</summary>
    public T Result(T none)
    {
        if (!runs.TryPop(out var last)) return none;
        var result = last.Value;
        while (runs.TryPop(out var earlier)) result = merge(earlier.Value, result);
        return result;
    }
}
