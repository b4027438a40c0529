using GenreLab.Data;

namespace GenreLab.Surveying;

/// <summary>
/// Which genres the rows of a value have, for some of a column's values: those with the smallest hashes, so many that they have no more than
/// <see cref="MostPairs"/> pairs of value and genre together (distinct sampling: Gibbons, 2001). What is kept of a value is kept of
/// all its rows. A value that merges: the same whatever the order.
/// </summary>
internal sealed class LabelledValues : IMergeable<LabelledValues>
{
    /// <summary>Pairs kept, at most.</summary>
    public const int MostPairs = 16_384;

    private readonly Dictionary<ulong, Dictionary<ulong, long>> labelsOf = [];
    private readonly PriorityQueue<ulong, ulong> largest = new(Comparer<ulong>.Create((one, other) => other.CompareTo(one)));
    private int pairs;

    /// <summary>Hashes from it on are not kept.</summary>
    public ulong Threshold { get; private set; } = ulong.MaxValue;

    /// <summary>Whether all values are kept.</summary>
    public bool IsExact => Threshold == ulong.MaxValue;

    /// <summary>Takes rows of a value and a genre, both known by their hashes.</summary>
    public void Add(ulong value, ulong label, long rows = 1)
    {
        if (value >= Threshold) return;
        if (!labelsOf.TryGetValue(value, out var labels))
        {
            labelsOf[value] = labels = [];
            largest.Enqueue(value, value);
        }
        if (!labels.TryGetValue(label, out var known)) pairs++;
        labels[label] = known + rows;
        while (pairs > MostPairs)
        {
            Threshold = largest.Dequeue();
            pairs -= labelsOf[Threshold].Count;
            labelsOf.Remove(Threshold);
        }
    }

    /// <inheritdoc/>
    public void Merge(LabelledValues later)
    {
        if (later.Threshold < Threshold) Lower(later.Threshold);
        foreach (var (value, labels) in later.labelsOf)
            foreach (var (label, rows) in labels) Add(value, label, rows);
    }

    public void Clear()
    {
        labelsOf.Clear();
        largest.Clear();
        pairs = 0;
        Threshold = ulong.MaxValue;
    }

    /// <summary>How well the values tell the genre, as <see cref="LabelLeak"/> measures it.</summary>
    /// <param name="rows">Rows of the whole column that have a value.</param>
    /// <param name="baseRate">Share of the most frequent genre.</param>
    public LabelLeak Leak(long rows, double baseRate)
    {
        long repeated = 0, right = 0, seen = 0;
        foreach (var labels in labelsOf.Values)
        {
            long members = 0, best = 0, second = 0;
            foreach (var count in labels.Values)
            {
                members += count;
                if (count > best) (best, second) = (count, best);
                else if (count > second) second = count;
            }
            seen += members;
            if (members < 2) continue;
            repeated += members;
            if (best - 1 > second) right += best;
        }
        var scale = IsExact || seen == 0 ? 1 : rows / (double)seen;
        return new LabelLeak((int)Math.Min(int.MaxValue, Math.Round(repeated * scale)), repeated == 0 ? 0 : right / (double)repeated, baseRate);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Threshold);
        writer.Write(pairs);
        foreach (var (value, labels) in labelsOf)
        {
            foreach (var (label, rows) in labels)
            {
                writer.Write(value);
                writer.Write(label);
                writer.Write(rows);
            }
        }
    }

    /// <inheritdoc/>
    public static LabelledValues Read(BinaryReader reader)
    {
        var values = new LabelledValues { Threshold = reader.ReadUInt64() };
        for (var left = reader.ReadInt32(); left > 0; left--) values.Add(reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadInt64());
        return values;
    }

    private void Lower(ulong threshold)
    {
        Threshold = threshold;
        while (largest.TryPeek(out var value, out _) && value >= threshold)
        {
            largest.Dequeue();
            pairs -= labelsOf[value].Count;
            labelsOf.Remove(value);
        }
    }
}
