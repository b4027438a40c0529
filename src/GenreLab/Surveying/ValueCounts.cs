using System.Numerics;
using GenreLab.Exploration;

namespace GenreLab.Surveying;

/// <summary>How often each of a feature's values occurs in each genre, when the values are known beforehand and not too many.</summary>
internal sealed class ValueCounts
{
    /// <summary>Numbers counted, values × genres, at most.</summary>
    public const int MostCells = 1 << 20;

    private readonly double[] values;
    private readonly ulong[] slots;
    private readonly int[] places;
    private readonly int[] counts;

    private ValueCounts(double[] values, int groups)
    {
        this.values = values;
        counts = new int[values.Length * groups];
        slots = new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, 2 * values.Length))];
        places = new int[slots.Length];
        for (var place = 0; place < values.Length; place++)
        {
            var hash = CellHash.Number(values[place]);
            var slot = SlotOf(hash);
            (slots[slot], places[slot]) = (hash, place);
        }
    }

    /// <summary>The counts, groups × values: sums that add up over parts of a table.</summary>
    public Span<int> Counts => counts;

    /// <summary>Counts of values known by their hashes; null when there are too many.</summary>
    public static ValueCounts? Of(DistinctSketch distinct, int groups)
    {
        var (count, isExact) = distinct.Count();
        return isExact && count * groups <= MostCells ? new ValueCounts([.. distinct.Hashes().Select(CellHash.NumberOf).Order()], groups) : null;
    }

    /// <summary>The place of a value among all, by its hash; −1 when it is none of them.</summary>
    public int PlaceOf(ulong hash)
    {
        var slot = SlotOf(hash);
        return slots[slot] == 0 ? -1 : places[slot];
    }

    /// <summary>Counts a value of a group.</summary>
    public void Count(int place, int group) => counts[group * values.Length + place]++;

    /// <summary>The values of some groups together.</summary>
    public CountedValues Of(IEnumerable<int> groups)
    {
        var sums = new int[values.Length];
        foreach (var group in groups)
            for (var place = 0; place < sums.Length; place++) sums[place] += counts[group * values.Length + place];
        int[] present = [.. Enumerable.Range(0, sums.Length).Where(place => sums[place] > 0)];
        return new CountedValues(Array.ConvertAll(present, place => values[place]), Array.ConvertAll(present, place => sums[place]));
    }

    private int SlotOf(ulong hash)
    {
        var slot = (int)hash & (slots.Length - 1);
        while (slots[slot] != 0 && slots[slot] != hash) slot = (slot + 1) & (slots.Length - 1);
        return slot;
    }
}
