using GenreLab.Distributed;
using GenreLab.Streaming;
using GenreLab.Tests.Data;

namespace GenreLab.Tests.Streaming;

public sealed class OrderedOutputTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // Rank by rank and file by file: what each writes, some ranks and some files nothing.
    private static byte[] Part(int rank, int file) => rank == 2 || file == 1 ? [] : [.. Enumerable.Range(0, rank == 1 ? 3_000_000 : 5 + 7 * file).Select(place => (byte)(place * 31 + rank * 7 + file))];

    private static byte[] Whole(int size, int file) => [.. Enumerable.Range(0, size).SelectMany(rank => (byte[])[.. FilesOf(rank).Contains(file) ? Part(rank, file) : []])];

    // Runs of successive files that overlap by one.
    private static int[] FilesOf(int rank) => [rank, rank + 1];

    private static void Write(ICommunicator ranks, Func<int, Stream> open, bool sees = true)
    {
        using var output = new OrderedOutput(ranks, open) { LooksForFiles = sees };
        foreach (var file in FilesOf(ranks.Rank))
        {
            var part = Part(ranks.Rank, file);
            for (var start = 0; start < part.Length; start += 1_000_003) output.Add(file, part.AsMemory(start, Math.Min(1_000_003, part.Length - start)));
        }
        output.Send();
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(5, true)]
    [InlineData(2, false)]
    [InlineData(5, false)]
    public void EveryPartComesToItsPlaceWhetherRanksSeeTheFilesOrNot(int size, bool sees)
    {
        var path = Path.Combine(folder.Path, "out");
        LocalRanks.Run(size, ranks =>
        {
            using var output = ranks.Rank == 0 ? new AtomicFolder(path, shared: true) : null;
            FileStream? current = null;
            var begun = -1;
            Write(ranks, file =>
            {
                for (; begun < file;) current = output!.Begin($"{++begun}");
                return current!;
            }, sees || ranks.Rank == 3);
            output?.Commit();
        });
        for (var file = 0; file <= size; file++)
        {
            var found = Path.Combine(path, $"{file}");
            Assert.Equal(Whole(size, file), File.Exists(found) ? File.ReadAllBytes(found) : []);
        }
    }

    [Fact]
    public void WhatIsNoFileRankZeroWritesForAll()
    {
        MemoryStream[] streams = [new(), new(), new()];
        LocalRanks.Run(2, ranks => Write(ranks, number => streams[number]));
        for (var number = 0; number < streams.Length; number++) Assert.Equal(Whole(2, number), streams[number].ToArray());
    }
}
