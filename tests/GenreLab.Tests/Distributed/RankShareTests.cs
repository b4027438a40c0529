using GenreLab.Distributed;

namespace GenreLab.Tests.Distributed;

public class RankShareTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(10, 3)]
    [InlineData(3, 5)]
    [InlineData(7, 7)]
    [InlineData(long.MaxValue, 1000)]
    public void SharesFollowEachOtherAndDifferByOne(long things, int size)
    {
        long next = 0;
        for (var rank = 0; rank < size; rank++)
        {
            var share = RankShare.Of(things, rank, size);
            Assert.Equal(next, share.Start);
            Assert.InRange(share.Count, things / size, things / size + 1);
            next = share.End;
        }
        Assert.Equal(things, next);
    }

    [Fact]
    public void RanksThatAreNotThereAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RankShare.Of(10, 3, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankShare.Of(10, -1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankShare.Of(-1, 0, 3));
    }

    [Theory]
    [InlineData(0L, 10, 0L)]
    [InlineData(1L, 10, 1L)]
    [InlineData(10L, 10, 1L)]
    [InlineData(11L, 10, 2L)]
    [InlineData(1L << 40, 1 << 22, 1L << 18)]
    [InlineData(long.MaxValue, 1 << 22, 1L << 41)]
    public void ChunksOfBytesCoverTheFile(long bytes, int chunkBytes, long count)
    {
        var chunks = new ByteChunks(bytes, chunkBytes);
        Assert.Equal(count, chunks.Count);
        if (count == 0) return;
        Assert.Equal((0, Math.Min(bytes, chunkBytes)), chunks.Range(0));
        Assert.Equal(bytes, chunks.Range(count - 1).End);
        Assert.Equal((count - 1) * chunkBytes, chunks.Range(count - 1).Start);
        Assert.Throws<ArgumentOutOfRangeException>(() => chunks.Range(count));
    }
}
