using System.Globalization;
using System.Runtime.InteropServices;
using GenreLab.Distributed;
using GenreLab.Numerics;
using GenreLab.Preprocessing;

namespace GenreLab.RankProgram;

/// <summary>What ranks do in tests. What they print is compared.</summary>
internal static class Scenarios
{
    public static int Run(string scenario, ICommunicator ranks)
    {
        switch (scenario)
        {
            case "collectives":
                var line = Encoded(Collectives(ranks));
                foreach (var other in ranks.Gather<char>(line)) Console.WriteLine(new string(other));
                return 0;
            case "chunks":
                if (ranks.Rank == 0) Console.WriteLine(Encoded(Chunks(ranks)));
                else Chunks(ranks);
                return 0;
            case "hosts":
                var place = $"{ranks.Rank} of {ranks.Size} on {ranks.HostOf(ranks.Rank)} in {File.ResolveLinkTarget("/proc/self/ns/net", false)?.Name}";
                foreach (var other in ranks.Gather<char>(place)) Console.WriteLine(new string(other));
                return 0;
            case "data":
                ranks.RequireSame([(byte)(ranks.Rank == 2 ? 1 : 0)], "tracks.csv");
                return 0;
            case "rows":
                ranks.RequireWorkForAll(2, "rows");
                return 0;
            case "fails":
                Work(ranks, () => throw new GenreLabException("The disk of this rank is full."));
                return 0;
            case "fails-far-from-others":
                if (ranks.Rank == 1) throw new GenreLabException("The disk of this rank is full.");
                Thread.Sleep(TimeSpan.FromMinutes(5));
                return 0;
            case "all-fail":
                throw new GenreLabException("There is no file nowhere.csv.");
            case "bug":
                Work(ranks, static () => _ = ((string?)null)!.Length);
                return 0;
            case "aborts":
                Work(ranks, () => ranks.Abort("The memory is used up."));
                return 0;
            case "says-nothing":
                return ranks.Rank == 1 ? 1 : Work(ranks, static () => { });
            case "ends-early":
                return ranks.Rank == 1 ? 0 : Work(ranks, static () => { });
            case "exits":
                Work(ranks, static () => Environment.Exit(0));
                return 0;
            case "disagrees":
                if (ranks.Rank == 2) ranks.AllReduce(new double[7]);
                else ranks.AllReduce(new double[8]);
                return 0;
            case "waits":
                // As the command does, to end cleanly; a rank that waits must nevertheless go.
                using (PosixSignalRegistration.Create(PosixSignal.SIGTERM, static signal => signal.Cancel = true)) return Wait(ranks);
            default:
                throw new GenreLabException($"There is no scenario '{scenario}'.");
        }
    }

    /// <summary>Every collective, with small and large values.</summary>
    public static double[] Collectives(ICommunicator ranks)
    {
        var results = new List<double>();
        ranks.Barrier();
        foreach (var length in (int[])[0, 1, 20, 28, 29, 1000, 300_001, 1_500_000])
        {
            var random = new RandomSource((ulong)(1000 * length + ranks.Rank));
            var doubles = new double[length];
            var floats = new float[length];
            var longs = new long[length];
            for (var i = 0; i < length; i++)
            {
                doubles[i] = random.NextDouble() - 0.5;
                floats[i] = (float)doubles[i];
                longs[i] = (long)(doubles[i] * 1e18);
            }
            var sent = doubles[..(length / (ranks.Rank + 1))];
            results.AddRange(ranks.AllGather<double>(sent).Select(one => Digest(one)));
            results.AddRange(ranks.Gather<double>(sent, ranks.Size - 1).Select(one => Digest(one)));
            results.Add(Digest(ranks.BroadcastArray<double>(sent, ranks.Size - 1)));
            foreach (var reduction in Enum.GetValues<Reduction>())
            {
                double[] reduced = [.. doubles];
                float[] reducedFloats = [.. floats];
                long[] reducedLongs = [.. longs];
                ranks.AllReduce<double>(reduced, reduction);
                ranks.AllReduce<float>(reducedFloats, reduction);
                ranks.AllReduce<long>(reducedLongs, reduction);
                results.AddRange([Digest<double>(reduced), Digest<float>(reducedFloats), Digest<long>(reducedLongs)]);
            }
            ranks.Broadcast<float>(floats);
            results.Add(Digest<float>(floats));
            int[] counts = [.. Enumerable.Range(0, ranks.Size).Select(rank => (int)RankShare.Of(length, rank, ranks.Size).Count)];
            results.AddRange(ranks.AllToAll<double>(doubles, counts).Select(one => Digest(one)));
        }
        results.Add(ranks.AllReduce(ranks.Rank + 0.1));
        return [.. results];
    }

    /// <summary>Sums and moments gathered a chunk, which must not depend on the number of ranks.</summary>
    public static double[] Chunks(ICommunicator ranks)
    {
        var results = new List<double>();
        foreach (var (chunks, length) in (ReadOnlySpan<(int, int)>)[(0, 3), (1, 5), (7, 1), (100, 40), (37, 100_003)])
        {
            var share = RankShare.Of(chunks, ranks.Rank, ranks.Size);
            var sums = ChunkMerge.Sum<float>(share.Start, length);
            var moments = new ChunkMerge<Moments>(share.Start, length, static (earlier, later) =>
            {
                for (var i = 0; i < earlier.Length; i++) earlier[i] = earlier[i].Merge(later[i]);
            });
            var values = new float[length];
            for (var chunk = share.Start; chunk < share.End; chunk++)
            {
                var random = new RandomSource((ulong)(chunk + 1));
                for (var i = 0; i < length; i++) values[i] = (float)random.NextDouble() - 0.5f;
                sums.Add(values);
                moments.Add(Array.ConvertAll(values, value => Moments.Of([value, 2 * value])));
            }
            var sum = new float[length];
            var spread = new Moments[length];
            ranks.AllMerge(sums, sum);
            ranks.AllMerge(moments, spread);
            results.Add(Digest<float>(sum));
            results.Add(Digest<Moments>(spread));
        }
        return [.. results];
    }

    private static int Wait(ICommunicator ranks)
    {
        Console.Error.WriteLine($"rank {ranks.Rank} is process {Environment.ProcessId}");
        if (ranks.Rank == 1) Thread.Sleep(TimeSpan.FromMinutes(5));
        ranks.Barrier();
        return 0;
    }

    // A hundred collectives, between which rank 1 does something else.
    private static int Work(ICommunicator ranks, Action rankOne)
    {
        for (var round = 0; round < 100; round++)
        {
            if (ranks.Rank == 1 && round == 50) rankOne();
            ranks.AllReduce(new double[100]);
        }
        return 0;
    }

    /// <summary>A number that every bit of the values changes.</summary>
    private static double Digest<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        var hash = 14695981039346656037UL;
        foreach (var value in MemoryMarshal.AsBytes(values)) hash = (hash ^ value) * 1099511628211UL;
        return hash >> 12;
    }

    private static double Digest(double[] values) => Digest<double>(values);

    private static string Encoded(double[] values) => string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
