using GenreLab.Numerics;
using GenreLab.Trees.Binning;

namespace GenreLab.Tests.Trees;

public class CategoryOrderTests
{
    [Fact]
    public void OfTwoGenresTheOrderContainsTheBestOfAllPartitions()
    {
        for (ulong seed = 0; seed < 300; seed++)
        {
            var random = new RandomSource(seed);
            var values = 2 + random.NextInt32(9);
            var counts = new double[values * 2];
            for (var value = 0; value < values; value++)
            {
                counts[2 * value] = random.NextInt32(20);
                counts[2 * value + 1] = random.NextInt32(20) + (counts[2 * value] == 0 ? 1 : 0);
            }
            var best = Enumerable.Range(1, (1 << values) - 2).Max(left => Purity(counts, value => (left >> value & 1) != 0));
            var order = CategoryOrder.Of(counts, 2);
            Assert.Equal(Enumerable.Range(0, values), order.Order());
            var found = Enumerable.Range(1, values - 1).Max(lefts => Purity(counts, value => Array.IndexOf(order, value) < lefts));
            Assert.True(found >= best - 1e-9 * Math.Abs(best), $"seed {seed}: neighbours in the order reach {found}, the best partition {best}");
        }
    }

    [Fact]
    public void OfManyGenresItIsAnOrderAlwaysTheSameAndNearTheBestPartition()
    {
        double lost = 0;
        for (ulong seed = 0; seed < 100; seed++)
        {
            var random = new RandomSource(seed);
            int values = 3 + random.NextInt32(6), genres = 3 + random.NextInt32(20);
            var counts = new double[values * genres];
            for (var i = 0; i < counts.Length; i++) counts[i] = random.NextInt32(3) == 0 ? random.NextInt32(30) : 0;
            for (var value = 0; value < values; value++) counts[value * genres]++;
            var order = CategoryOrder.Of(counts, genres);
            Assert.Equal(Enumerable.Range(0, values), order.Order());
            Assert.Equal(order, CategoryOrder.Of(counts, genres));
            var none = Purity(counts, _ => true, genres);
            var best = Enumerable.Range(1, (1 << values) - 2).Max(left => Purity(counts, value => (left >> value & 1) != 0, genres)) - none;
            var found = Enumerable.Range(1, values - 1).Max(lefts => Purity(counts, value => Array.IndexOf(order, value) < lefts, genres)) - none;
            if (best > 1e-9) lost += 1 - found / best;
        }
        Assert.InRange(lost / 100, 0, 0.2);
    }

    [Fact]
    public void ValuesThatAreAllAlikeHaveAnOrder()
    {
        Assert.Equal([0, 1, 2, 3], CategoryOrder.Of([5, 5, 5, 5, 5, 5, 5, 5], 2).Order());
        Assert.Equal([0, 1, 2], CategoryOrder.Of([5, 1, 9], 1).Order());
    }

    // Sum of squares over weight of both sides: what Gini splits make large.
    private static double Purity(double[] counts, Func<int, bool> goesLeft, int genres = 2)
    {
        double purity = 0;
        foreach (var side in (bool[])[true, false])
        {
            var totals = new double[genres];
            for (var i = 0; i < counts.Length; i++)
                if (goesLeft(i / genres) == side) totals[i % genres] += counts[i];
            if (totals.Sum() > 0) purity += totals.Sum(total => total * total) / totals.Sum();
        }
        return purity;
    }
}
