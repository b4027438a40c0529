using GenreLab.Distributed;
using GenreLab.Numerics;
using GenreLab.RankProgram;

namespace GenreLab.Tests.Distributed;

/// <summary>What is gathered a chunk has the same bits however the chunks are shared.</summary>
public class ChunkMergeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    public void AnyNumberOfRanksGivesTheSameBits(int size)
    {
        var expected = Scenarios.Chunks(SingleProcess.Instance);
        LocalRanks.Run(size, ranks => Assert.Equal(expected, Scenarios.Chunks(ranks)));
    }

    [Fact]
    public void AnyCutGivesTheSameBitsAndTheyAreThoseOfTheTree()
    {
        var random = new RandomSource(5);
        for (var repetition = 0; repetition < 50; repetition++)
        {
            var chunks = 1 + random.NextInt32(40);
            var values = Enumerable.Range(0, chunks).Select(_ => (float)random.NextDouble()).ToArray();
            var size = 1 + random.NextInt32(6);
            int[] cuts = [0, .. Enumerable.Range(1, size - 1).Select(_ => random.NextInt32(chunks + 1)).Order(), chunks];
            var expected = Tree(values, 0, chunks);
            LocalRanks.Run(size, ranks =>
            {
                var mine = ChunkMerge.Sum<float>(cuts[ranks.Rank], 1);
                foreach (var value in values[cuts[ranks.Rank]..cuts[ranks.Rank + 1]]) mine.Add([value]);
                var sum = new float[1];
                ranks.AllMerge(mine, sum);
                Assert.Equal(expected, sum[0]);
            });
        }
    }

    [Fact]
    public void MergesMayDependOnTheOrder()
    {
        LocalRanks.Run(3, ranks =>
        {
            // Keeps the first chunk that is not 0.
            var share = RankShare.Of(11, ranks.Rank, ranks.Size);
            var mine = new ChunkMerge<int>(share.Start, 2, static (earlier, later) =>
            {
                for (var i = 0; i < earlier.Length; i++) earlier[i] = earlier[i] == 0 ? later[i] : earlier[i];
            });
            for (var chunk = share.Start; chunk < share.End; chunk++) mine.Add([chunk < 5 ? 0 : (int)chunk, (int)chunk + 1]);
            var merged = new int[2];
            ranks.AllMerge(mine, merged);
            Assert.Equal([5, 1], merged);
        });
    }

    [Fact]
    public void FewSubtreesAreKept()
    {
        var merge = ChunkMerge.Sum<double>(1, 1);
        var most = 0;
        for (var chunk = 1; chunk < 100_000; chunk++)
        {
            merge.Add([1]);
            most = Math.Max(most, merge.Nodes.Count);
        }
        Assert.InRange(most, 17, 2 * 17);
        Assert.Equal(100_000, merge.NextChunk);
    }

    [Fact]
    public void RunsThatDoNotAdjoinAreRefusedOnEveryRank()
    {
        var refused = 0;
        var failure = Assert.Throws<CommunicationException>(() => LocalRanks.Run(3, ranks =>
        {
            var mine = ChunkMerge.Sum<double>(ranks.Rank == 2 ? 5 : ranks.Rank, 1);
            mine.Add([1]);
            try
            {
                ranks.AllMerge(mine, new double[1]);
            }
            catch (CommunicationException)
            {
                Interlocked.Increment(ref refused);
                throw;
            }
        }));
        Assert.Equal(3, refused);
        Assert.Equal($"Rank 2 of 3 on {Environment.MachineName} begins with chunk 5 although the ranks before it ended with chunk 1; do all see the same files?", failure.Message);
    }

    [Fact]
    public void AChunkOfAnotherLengthIsRefused()
    {
        var merge = ChunkMerge.Sum<double>(0, 2);
        Assert.Throws<ArgumentException>(() => merge.Add([1, 2, 3]));
        Assert.Throws<ArgumentException>(() => SingleProcess.Instance.AllMerge(merge, new double[3]));
        Assert.Throws<ArgumentException>(() => LocalRanks.Run(2, ranks => ranks.AllMerge(ChunkMerge.Sum<double>(0, 2), new double[3])));
    }

    // The tree as the documentation tells it: complete subtrees from the left, then folded from the right.
    private static float Tree(float[] values, int first, int count)
    {
        if (count == 1) return values[first];
        var complete = 1;
        while (2 * complete < count) complete *= 2;
        return Tree(values, first, complete) + Tree(values, first + complete, count - complete);
    }
}
