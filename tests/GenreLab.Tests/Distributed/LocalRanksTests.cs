using System.Runtime.InteropServices;
using GenreLab.Distributed;
using GenreLab.Numerics;

namespace GenreLab.Tests.Distributed;

/// <summary>The collectives, on threads.</summary>
public class LocalRanksTests
{
    private static readonly string Host = Environment.MachineName;

    // Up to and beyond what travels in a packet (28 doubles), a piece (131,072 doubles) and a block of pieces.
    public static TheoryData<int, int> SizesAndLengths => new MatrixTheoryData<int, int>([1, 2, 3, 5], [0, 1, 28, 29, 1000, 700_001]);

    [Theory]
    [MemberData(nameof(SizesAndLengths))]
    public void ReductionsAreInRankOrderOnEveryRank(int size, int length)
    {
        double Value(int rank, int place) => Math.Sin(place + 0.1) * Math.Pow(10, (rank * 7 + place) % 13);
        var sums = new double[length];
        var maxima = new float[length];
        var minima = new long[length];
        for (var i = 0; i < length; i++)
        {
            (sums[i], maxima[i], minima[i]) = (Value(0, i), (float)Value(0, i), (long)Value(0, i));
            for (var rank = 1; rank < size; rank++)
                (sums[i], maxima[i], minima[i]) = (sums[i] + Value(rank, i), Math.Max(maxima[i], (float)Value(rank, i)), Math.Min(minima[i], (long)Value(rank, i)));
        }
        LocalRanks.Run(size, ranks =>
        {
            var values = Enumerable.Range(0, length).Select(place => Value(ranks.Rank, place)).ToArray();
            float[] floats = Array.ConvertAll(values, value => (float)value);
            long[] longs = Array.ConvertAll(values, value => (long)value);
            ranks.AllReduce<double>(values);
            ranks.AllReduce<float>(floats, Reduction.Maximum);
            ranks.AllReduce<long>(longs, Reduction.Minimum);
            Assert.True(values.AsSpan().SequenceEqual(sums));
            Assert.True(floats.AsSpan().SequenceEqual(maxima));
            Assert.True(longs.AsSpan().SequenceEqual(minima));
        });
    }

    [Theory]
    [MemberData(nameof(SizesAndLengths))]
    public void GatheringBroadcastingAndBarriers(int size, int length)
    {
        var entered = 0;
        LocalRanks.Run(size, ranks =>
        {
            // Every rank has another number of values; rank 1 none at all.
            double[] Of(int rank) => [.. Enumerable.Range(0, rank == 1 ? 0 : length / (rank + 1)).Select(place => rank + place / 7.0)];
            var mine = Of(ranks.Rank);
            var all = ranks.AllGather<double>(mine);
            Assert.Equal(size, all.Length);
            for (var rank = 0; rank < size; rank++) Assert.True(all[rank].AsSpan().SequenceEqual(Of(rank)));

            var root = size - 1;
            var gathered = ranks.Gather<double>(mine, root);
            Assert.Equal(ranks.Rank == root ? size : 0, gathered.Length);
            for (var rank = 0; rank < gathered.Length; rank++) Assert.True(gathered[rank].AsSpan().SequenceEqual(Of(rank)));

            Assert.True(ranks.BroadcastArray<double>(mine, root).AsSpan().SequenceEqual(Of(root)));
            var same = new float[length];
            Array.Fill(same, ranks.Rank + 1);
            ranks.Broadcast<float>(same, root);
            Assert.All(same, value => Assert.Equal(size, value));

            Interlocked.Increment(ref entered);
            ranks.Barrier();
            Assert.Equal(size, entered);
            Assert.Equal(Host, ranks.HostOf(0));
        });
    }

    [Theory]
    [MemberData(nameof(SizesAndLengths))]
    public void EveryRankGetsWhatAllHaveForIt(int size, int length) => LocalRanks.Run(size, ranks =>
    {
        // Another number of values for every rank; rank 1 has none, and for rank 2 there are none.
        int Count(int from, int to) => from == 1 || to == 2 ? 0 : length / (1 + (from + to) % 3);
        double[] Of(int from, int to) => [.. Enumerable.Range(0, Count(from, to)).Select(place => 100 * from + to + place / 1e7)];
        double[] values = [.. Enumerable.Range(0, size).SelectMany(to => Of(ranks.Rank, to))];
        int[] counts = [.. Enumerable.Range(0, size).Select(to => Count(ranks.Rank, to))];
        var all = ranks.AllToAll<double>(values, counts);
        Assert.Equal(size, all.Length);
        for (var rank = 0; rank < size; rank++) Assert.True(all[rank].AsSpan().SequenceEqual(Of(rank, ranks.Rank)));
        Assert.Throws<ArgumentException>(() => ranks.AllToAll<double>(values, [.. counts, 0]));
    });

    [Fact]
    public void WhatIsNotANumberInOneRankIsNotANumberInAll()
    {
        foreach (var reduction in Enum.GetValues<Reduction>())
            LocalRanks.Run(3, ranks => Assert.Equal(double.NaN, ranks.AllReduce(ranks.Rank == 1 ? double.NaN : 1, reduction)));
    }

    [Fact]
    public void WholeNumbersBeyondTheReachOfAnIntAreExact()
    {
        LocalRanks.Run(3, ranks => Assert.Equal(3L << 60, ranks.AllReduce((1L << 60) + ranks.Rank - 1)));
    }

    [Fact]
    public unsafe void MemoryBeyondSpansIsReducedAndBroadcast()
    {
        LocalRanks.Run(2, ranks =>
        {
            const int count = 200_000;
            var values = (float*)NativeMemory.Alloc(count, sizeof(float));
            new Span<float>(values, count).Fill(ranks.Rank + 1);
            ranks.AllReduce(values, count);
            Assert.True(new Span<float>(values, count).IndexOfAnyExcept(3f) < 0);
            new Span<float>(values, count).Fill(ranks.Rank);
            ranks.Broadcast(values, count, 1);
            Assert.True(new Span<float>(values, count).IndexOfAnyExcept(1f) < 0);
            NativeMemory.Free(values);
        });
    }

    [Fact]
    public void ThousandsOfCollectivesDoNotMixUp()
    {
        LocalRanks.Run(4, ranks =>
        {
            var random = new RandomSource((ulong)ranks.Rank);
            for (var round = 0; round < 3000; round++)
            {
                if (random.NextInt32(100) == 0) Thread.Yield();
                Assert.Equal(4 * round + 6, ranks.AllReduce((long)round + ranks.Rank));
            }
        });
    }

    [Fact]
    public void AFailingRankEndsTheOthersAndItsReasonIsThrown()
    {
        var ended = 0;
        var failure = Assert.Throws<DataException>(() => LocalRanks.Run(4, ranks =>
        {
            if (ranks.Rank == 2) throw new DataException("Row 7 is wrong.");
            var told = Assert.Throws<RankFailedException>(ranks.Barrier);
            Assert.Equal((2, $"Rank 2 of 4 on {Host} failed; its own message says why."), (told.Rank, told.Message));
            // Whoever tries to go on is told again.
            Assert.Throws<RankFailedException>(() => ranks.AllReduce(1.0));
            Interlocked.Increment(ref ended);
            throw told;
        }));
        Assert.Equal("Row 7 is wrong.", failure.Message);
        Assert.Equal(3, ended);
    }

    [Fact]
    public void ARankThatFailsFarFromTheOthersDoesNotWaitForThem()
    {
        var failure = Assert.Throws<DataException>(() => LocalRanks.Run(2, ranks =>
        {
            if (ranks.Rank == 1) throw new DataException("Row 7 is wrong.");
            Thread.Sleep(600);
            Assert.Contains("Row 7 is wrong.", Assert.Throws<RankFailedException>(ranks.Barrier).Message, StringComparison.Ordinal);
        }));
        Assert.Equal("Row 7 is wrong.", failure.Message);
    }

    [Fact]
    public void SeveralFailuresAreOne()
    {
        var failure = Assert.Throws<DataException>(() => LocalRanks.Run(3, ranks =>
        {
            if (ranks.Rank > 0) throw new DataException($"Reason of rank {ranks.Rank}.");
            ranks.Barrier();
        }));
        Assert.Equal("Reason of rank 1.", failure.Message);
    }

    [Fact]
    public void AbortEndsThoseWhoWait()
    {
        var failure = Assert.Throws<CommunicationException>(() => LocalRanks.Run(3, ranks =>
        {
            if (ranks.Rank == 1) ranks.Abort("The memory is used up.");
            ranks.Barrier();
        }));
        Assert.Equal($"Rank 1 of 3 on {Host}: The memory is used up.", failure.Message);
        Assert.Equal("No.", Assert.Throws<CommunicationException>(() => SingleProcess.Instance.Abort("No.")).Message);
    }

    [Fact]
    public void ARankThatEndsEarlyIsNoticed()
    {
        var failure = Assert.Throws<CommunicationException>(() => LocalRanks.Run(3, ranks =>
        {
            if (ranks.Rank != 1) ranks.Broadcast(new long[3], 2);
        }));
        Assert.Equal($"Rank 1 of 3 on {Host} ended while rank 0 on {Host} still waits for a broadcast from rank 2 of 3 values (int64).", failure.Message);
    }

    public static TheoryData<string, Action<ICommunicator>> Disagreements => new()
    {
        { "a reduction (sum) of 8 values (double), rank 2 on HOST for a reduction (sum) of 7 values (double)", ranks => ranks.AllReduce(new double[ranks.Rank == 2 ? 7 : 8]) },
        { "a reduction (sum) of 1 values (double), rank 2 on HOST for a reduction (maximum) of 1 values (double)", ranks => ranks.AllReduce(1.0, ranks.Rank == 2 ? Reduction.Maximum : Reduction.Sum) },
        { "a broadcast from rank 0 of 9 values (single), rank 2 on HOST for a broadcast from rank 1 of 9 values (single)", ranks => ranks.Broadcast(new float[9], ranks.Rank == 2 ? 1 : 0) },
        { "a gathering everywhere of 1 values (byte), rank 2 on HOST for a gathering at rank 1 of 2 values (char)", ranks =>
            {
                if (ranks.Rank == 2) ranks.Gather<char>("ab", 1);
                else ranks.AllGather<byte>([1]);
            }
        },
        { "a barrier, rank 2 on HOST for a merge of chunks of 1 values (8 bytes each)", ranks =>
            {
                if (ranks.Rank == 2) ranks.AllMerge(new ChunkMerge<Guid8>(0, 1, (_, _) => { }), new Guid8[1]);
                else ranks.Barrier();
            }
        },
    };

    [Theory]
    [MemberData(nameof(Disagreements), DisableDiscoveryEnumeration = true)]
    public void RanksThatDoNotDoTheSameAreToldApart(string difference, Action<ICommunicator> program)
    {
        var failure = Assert.Throws<CommunicationException>(() => LocalRanks.Run(3, program));
        Assert.Equal($"The ranks do not do the same: rank 0 on {Host} waits for {difference.Replace("HOST", Host, StringComparison.Ordinal)}; do all see the same files and options?", failure.Message);
    }

    [Fact]
    public void OtherDataAndTooManyRanksAreRefused()
    {
        LocalRanks.Run(3, ranks => ranks.RequireSame([1, 2, 3], "tracks.csv"));
        Assert.Equal(
            $"Rank 1 on {Host} sees another tracks.csv than rank 0 on {Host}; give every host the same one, on a shared disk or as a copy.",
            Assert.Throws<DataException>(() => LocalRanks.Run(3, ranks => ranks.RequireSame([(byte)ranks.Rank], "tracks.csv"))).Message);
        LocalRanks.Run(3, ranks => ranks.RequireWorkForAll(3, "rows"));
        Assert.Equal("3 ranks cannot share 2 rows; start at most 2.", Assert.Throws<DataException>(() => LocalRanks.Run(3, ranks => ranks.RequireWorkForAll(2, "rows"))).Message);
    }

    [Fact]
    public void OneProcessIsRankZeroOfOne()
    {
        var ranks = SingleProcess.Instance;
        Assert.Equal((0, 1, Host), (ranks.Rank, ranks.Size, ranks.HostOf(0)));
        ranks.Barrier();
        Assert.Equal(2.5, ranks.AllReduce(2.5));
        Assert.Equal([[1, 2]], ranks.Gather<int>([1, 2]));
        Assert.Equal([[1, 2]], ranks.AllGather<int>([1, 2]));
        Assert.Equal([1, 2], ranks.BroadcastArray<int>([1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ranks.Gather<int>([1, 2], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ranks.Broadcast<int>(new int[1], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LocalRanks.Run(2, two => two.Broadcast<int>(new int[1], 2)));
    }

    private readonly record struct Guid8(long Value);
}
