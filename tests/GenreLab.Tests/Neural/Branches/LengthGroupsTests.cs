using GenreLab.Data;
using GenreLab.Neural.Tokens;
using GenreLab.Numerics;

namespace GenreLab.Tests.Neural.Branches;

public class LengthGroupsTests
{
    [Fact]
    public void EveryEpochHasAllRowsInBatchesOfAlikeLength()
    {
        const int rows = 6_437, batch = 32;
        var random = new RandomSource(4);
        var lengths = Enumerable.Range(0, rows).Select(_ => random.NextInt32(200)).ToArray();
        var groups = new LengthGroups(lengths, batch);
        int[] order = [.. Enumerable.Range(0, rows)], first = new int[rows], second = new int[rows];
        random.Shuffle<int>(order);
        groups.Arrange(order, first, random);
        Assert.Equal(Enumerable.Range(0, rows), first.Order());
        var spread = first.Chunk(batch).Average(rows => rows.Max(row => lengths[row]) - rows.Min(row => lengths[row]));
        Assert.InRange(spread, 0, 200.0 / 50 * 1.5);
        // Short and long batches come in any order.
        Assert.InRange(first.Chunk(batch).Take(50).Average(rows => lengths[rows[0]]), 60, 140);
        random.Shuffle<int>(order);
        groups.Arrange(order, second, random);
        Assert.NotEqual(first, second);
        Assert.Equal(Enumerable.Range(0, rows), second.Order());
    }

    [Fact]
    public void RowsOfOneLengthAndNetworksWithoutSequencesAreLeftAlone()
    {
        var data = BranchSamples.Rows(50);
        Assert.Null(LengthGroups.Of(BranchSamples.Build("bags"), data.Inputs, 8));
        var network = BranchSamples.Build("twoSequences");
        Assert.NotNull(LengthGroups.Of(network, data.Inputs, 8));
        for (var row = 0; row < 50; row++) data.Features.Row(row).Fill(2);
        Assert.Null(LengthGroups.Of(network, data.Inputs, 8));
        Assert.Null(LengthGroups.ByLength(network, InputRows.Of(new Matrix(0, BranchSamples.Columns))));
    }

    [Fact]
    public void LengthsOfAllSequencesCount()
    {
        var x = new Matrix(3, BranchSamples.Columns);
        for (var row = 0; row < 3; row++) x.Row(row).Fill(-1);
        // 6 words; none; 2 words and 5 parts, with gaps.
        x[0, 8] = 1;
        (x[2, 4], x[2, 15]) = (1, 1);
        Assert.Equal([1, 0, 2], LengthGroups.ByLength(BranchSamples.Build("twoSequences"), InputRows.Of(x))!);
    }
}
