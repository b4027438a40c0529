using GenreLab.Numerics;

namespace GenreLab.Tests.Numerics;

public class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void EveryPieceIsDoneOnceInEveryRound(int threads)
    {
        using var team = new ThreadTeam(threads);
        var done = new int[37];
        for (var round = 0; round < 2000; round++)
        {
            if (round % 500 == 499) Thread.Sleep(20); // lets the workers fall asleep
            team.Run(1 + round % 37, (piece, thread) =>
            {
                Assert.InRange(thread, 0, threads - 1);
                Interlocked.Increment(ref done[piece]);
            });
        }
        for (var piece = 0; piece < done.Length; piece++) Assert.Equal(Enumerable.Range(0, 2000).Count(round => 1 + round % 37 > piece), done[piece]);
    }

    [Fact]
    public void AFailureReachesTheCallerAndTheTeamGoesOn()
    {
        using var team = new ThreadTeam(2);
        Assert.ThrowsAny<Exception>(() => team.Run(10, (piece, _) =>
        {
            if (piece == 3) throw new InvalidOperationException("three");
        }));
        for (var round = 0; round < 200; round++)
            Assert.ThrowsAny<Exception>(() => team.Run(10, (piece, _) => throw new InvalidOperationException($"{piece}")));
        var sum = 0;
        team.Run(10, (piece, _) => Interlocked.Add(ref sum, piece));
        Assert.Equal(45, sum);
    }
}
