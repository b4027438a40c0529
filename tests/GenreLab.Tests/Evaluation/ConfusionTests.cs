using GenreLab.Evaluation;

namespace GenreLab.Tests.Evaluation;

public class ConfusionTests
{
    [Fact]
    public void PartsMergeToTheWhole()
    {
        int[] actual = [0, 1, 2, 2, 1, 0, 2], predicted = [0, 2, 2, 1, 1, 1, 2];
        var whole = new ConfusionCounts(3);
        whole.Add(actual, predicted);
        var first = new ConfusionCounts(3);
        first.Add(actual.AsSpan(0, 3), predicted.AsSpan(0, 3));
        var second = new ConfusionCounts(3);
        second.Add(actual.AsSpan(3), predicted.AsSpan(3));
        second.Merge(first);
        Assert.Equal(whole.ToMatrix(["a", "b", "c"]).Counts, second.ToMatrix(["a", "b", "c"]).Counts);
        Assert.Equal(7, whole.Total);
        Assert.Equal(4, whole.Correct);
        Assert.Equal(3, whole.Support(2));
        Assert.Equal(3, whole.Predicted(1));
        Assert.Equal(1, whole[0, 1]);
    }

    [Fact]
    public void UnknownGenresAndOtherSizesAreRefused()
    {
        var counts = new ConfusionCounts(2);
        Assert.Throws<ArgumentException>(() => counts.Add(2, 0));
        Assert.Throws<ArgumentException>(() => counts.Add(0, -1));
        Assert.Throws<ArgumentException>(() => counts.Add([0], [0, 1]));
        Assert.Throws<ArgumentException>(() => counts.Merge(new ConfusionCounts(3)));
        Assert.Throws<ArgumentException>(() => counts.ToMatrix(["one"]));
    }

    [Fact]
    public void ConfusedGenresStandTogether()
    {
        // a–d, b–e and c–f are taken for each other; d also for b.
        var order = ConfusionOrder.BySimilarity(new ConfusionMatrix(["a", "b", "c", "d", "e", "f"],
        [
            [60, 0, 0, 40, 0, 0],
            [0, 70, 0, 0, 30, 0],
            [0, 0, 80, 0, 0, 20],
            [38, 12, 0, 50, 0, 0],
            [0, 31, 0, 0, 69, 0],
            [0, 0, 25, 0, 0, 75],
        ]));
        Assert.Equal([0, 1, 2, 3, 4, 5], order.Order());
        Assert.Equal(1, Distance(0, 3));
        Assert.Equal(1, Distance(1, 4));
        Assert.Equal(1, Distance(2, 5));
        Assert.Equal(1, Distance(3, 1));

        int Distance(int one, int other) => Math.Abs(Array.IndexOf(order, one) - Array.IndexOf(order, other));
    }

    [Fact]
    public void AChainIsLaidOutInItsOrder()
    {
        // Genres on a line, shuffled: 3 – 0 – 4 – 1 – 2.
        int[] line = [3, 0, 4, 1, 2];
        var counts = new int[5][];
        for (var i = 0; i < 5; i++) counts[i] = new int[5];
        for (var i = 0; i < 5; i++)
        {
            for (var j = 0; j < 5; j++) counts[line[i]][line[j]] = (int)(1000 * Math.Pow(0.3, Math.Abs(i - j)));
        }
        var order = ConfusionOrder.BySimilarity(new ConfusionMatrix(["a", "b", "c", "d", "e"], counts));
        Assert.True(order.SequenceEqual(line) || order.SequenceEqual(line.Reverse()), string.Join(" ", order));
    }

    [Fact]
    public void OrderOfNothingAndOfOneIsTrivial()
    {
        Assert.Empty(ConfusionOrder.BySimilarity(new ConfusionMatrix([], [])));
        Assert.Equal([0], ConfusionOrder.BySimilarity(new ConfusionMatrix(["jazz"], [[3]])));
    }

    [Fact]
    public void MostConfusedPairsCountBothDirections()
    {
        var pairs = ConfusedPair.MostConfused(new ConfusionMatrix(["jazz", "punk", "rock", "soul"],
        [
            [10, 0, 0, 0],
            [0, 50, 50, 0],
            [0, 20, 180, 0],
            [1, 0, 0, 0],
        ]), 5);
        Assert.Equal(
            [new ConfusedPair("soul", "jazz", 1, 0, 1, 0), new ConfusedPair("punk", "rock", 50, 20, 0.5, 0.1)],
            pairs);
        Assert.Single(ConfusedPair.MostConfused(new ConfusionMatrix(["a", "b"], [[1, 1], [0, 1]]), 1));
    }
}
