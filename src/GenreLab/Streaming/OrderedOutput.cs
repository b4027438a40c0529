using System.Text;
using GenreLab.Distributed;
using Microsoft.Win32.SafeHandles;

namespace GenreLab.Streaming;

/// <summary>
/// What ranks write of their runs of a table, brought together in files in the order of the table. Rank 0 writes its own as it comes; every other rank keeps its own in a
/// temporary file (of a full disk or the like it tells in one sentence) until all are done and it is known where in which file it belongs. A rank that sees these files,
/// on its own disk or a shared one, then puts it there itself, all ranks at a time; what the others have kept goes to rank 0, which writes it for them.
/// </summary>
/// <param name="ranks">The ranks.</param>
/// <param name="open">Gives rank 0 the stream of a file, at its end; called with equal or growing numbers, and the streams before may be closed then. Only files can be written by other ranks.</param>
public sealed class OrderedOutput(ICommunicator ranks, Func<int, Stream> open) : IDisposable
{
    private const int BlockBytes = 8 << 20;

    // Random bytes at the place of a part: who finds them there sees the file that rank 0 sees.
    private const int MarkBytes = 16;

    private readonly List<Part> parts = [];
    private FileStream? kept;

    /// <summary>Whether to look for the files of rank 0 at all; a test of what happens on another machine says no.</summary>
    internal bool LooksForFiles { get; init; } = true;

    private readonly record struct Part(int File, long Length);

    private sealed record Place(string Path, long Offset, byte[] Mark);

    /// <summary>Adds what comes next of this rank's run.</summary>
    /// <param name="file">Number of the file it belongs to.</param>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="GenreLabException">The file, or the temporary file, cannot be written.</exception>
    public void Add(int file, ReadOnlyMemory<byte> bytes)
    {
        if (ranks.Rank == 0)
        {
            Append(file, bytes);
            return;
        }
        try
        {
            kept ??= Create();
            kept.Write(bytes.Span);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new GenreLabException($"{Path.GetTempPath()}, where this rank keeps what it has done, cannot be written: {failure.Message} Make room, or name another folder in TMPDIR.", failure);
        }
        if (parts is [.., var last] && last.File == file) parts[^1] = new Part(file, last.Length + bytes.Length);
        else parts.Add(new Part(file, bytes.Length));
    }

    /// <summary>Brings the parts of all ranks into the files; a collective, when every rank has added everything.</summary>
    /// <exception cref="GenreLabException">A file cannot be written.</exception>
    public void Send()
    {
        if (ranks.Size == 1) return;
        kept?.Flush();
        var all = ranks.AllGather<Part>([.. parts]);
        all[0] = [];
        var places = Places(all);
        var sees = LooksForFiles && places.Length > 0 && Sees(places[ranks.Rank]);
        var seeing = ranks.AllGather<bool>([sees]);
        if (sees && ranks.Rank > 0) PutInPlace(places[ranks.Rank]);
        for (var rank = 1; rank < ranks.Size; rank++)
            if (!seeing[rank][0]) Pass(rank, all[rank], places.Length == 0 ? [] : places[rank]);
        // Rank 0 may give the files their names only when nobody writes to them any more.
        ranks.Barrier();
    }

    /// <summary>Removes the temporary file.</summary>
    public void Dispose() => kept?.Dispose();

    // Where the parts of each rank belong; nothing when they do not go into files. Rank 0 makes room for them and marks it.
    private Place[][] Places(Part[][] all)
    {
        var (paths, offsets, marks) = ranks.Rank == 0 ? Reserve(all.SelectMany(part => part)) : ([], [], []);
        var allPaths = Encoding.UTF8.GetString(ranks.BroadcastArray<byte>(Encoding.UTF8.GetBytes(string.Join('\0', paths)))).Split('\0');
        var allOffsets = ranks.BroadcastArray<long>([.. offsets]);
        var allMarks = ranks.BroadcastArray<byte>([.. marks]);
        if (allOffsets.Length == 0) return [];
        var part = 0;
        return [.. all.Select(theirs => theirs.Select(_ => new Place(allPaths[part], allOffsets[part], allMarks.AsSpan(MarkBytes * part++, MarkBytes).ToArray())).ToArray())];
    }

    private (List<string> Paths, List<long> Offsets, List<byte> Marks) Reserve(IEnumerable<Part> others)
    {
        var (paths, offsets, marks) = (new List<string>(), new List<long>(), new List<byte>());
        // Another machine sees what has reached the disk.
        var elsewhere = Enumerable.Range(1, ranks.Size - 1).Any(rank => ranks.HostOf(rank) != ranks.HostOf(0));
        foreach (var (file, length) in others)
        {
            if (open(file) is not FileStream stream) return ([], [], []);
            var mark = Guid.NewGuid().ToByteArray();
            paths.Add(Path.GetFullPath(stream.Name));
            offsets.Add(stream.Position);
            marks.AddRange(mark);
            Writing(stream.Name, () =>
            {
                stream.Write(mark.AsSpan(0, (int)Math.Min(MarkBytes, length)));
                stream.SetLength(offsets[^1] + length);
                stream.Seek(0, SeekOrigin.End);
                stream.Flush(flushToDisk: elsewhere);
            });
        }
        return (paths, offsets, marks);
    }

    private bool Sees(ReadOnlySpan<Place> places)
    {
        Span<byte> found = stackalloc byte[MarkBytes];
        for (var part = 0; part < places.Length; part++)
        {
            try
            {
                using var file = File.OpenHandle(places[part].Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
                var mark = places[part].Mark.AsSpan(0, (int)Math.Min(MarkBytes, parts[part].Length));
                if (RandomAccess.GetLength(file) < places[part].Offset + parts[part].Length) return false;
                if (RandomAccess.Read(file, found[..mark.Length], places[part].Offset) != mark.Length || !found[..mark.Length].SequenceEqual(mark)) return false;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
        return true;
    }

    private void PutInPlace(ReadOnlySpan<Place> places)
    {
        if (kept is null) return;
        kept.Position = 0;
        var buffer = new byte[1 << 20];
        for (var part = 0; part < places.Length; part++)
        {
            using var file = new PlacedFile(places[part]);
            for (var left = parts[part].Length; left > 0;)
            {
                var block = buffer.AsMemory(0, (int)Math.Min(buffer.Length, left));
                kept.ReadExactly(block.Span);
                file.Write(block);
                left -= block.Length;
            }
            file.Finish();
        }
    }

    // Sends what a rank has kept to rank 0, which writes it: in its place, or at the end where there are no places.
    private void Pass(int rank, Part[] theirs, Place[] places)
    {
        if (rank == ranks.Rank && kept is not null) kept.Position = 0;
        var buffer = new byte[rank == ranks.Rank ? BlockBytes : 0];
        for (var part = 0; part < theirs.Length; part++)
        {
            using var file = ranks.Rank == 0 && places.Length > 0 ? new PlacedFile(places[part]) : null;
            for (long sent = 0; sent < theirs[part].Length; sent += BlockBytes)
            {
                var block = buffer.AsMemory(0, rank == ranks.Rank ? (int)Math.Min(BlockBytes, theirs[part].Length - sent) : 0);
                if (rank == ranks.Rank) kept!.ReadExactly(block.Span);
                var received = ranks.Gather<byte>(block.Span);
                if (ranks.Rank > 0) continue;
                if (file is null) Append(theirs[part].File, received[rank]);
                else file.Write(received[rank]);
            }
            file?.Finish();
        }
    }

    private void Append(int file, ReadOnlyMemory<byte> bytes)
    {
        var stream = open(file);
        Writing((stream as FileStream)?.Name ?? "The output", () => stream.Write(bytes.Span));
    }

    private static void Writing(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new GenreLabException($"{AtomicFile.FinalName(path)} cannot be written: {failure.Message}", failure);
        }
    }

    private static FileStream Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"genrelab-{Guid.NewGuid():N}");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
        // Without a name it goes with the process, however that ends.
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return file;
    }

    // A stretch of a file that is there, written from its beginning on.
    private sealed class PlacedFile : IDisposable
    {
        private readonly string path;
        private SafeFileHandle handle = null!;
        private long offset;

        public PlacedFile(Place place)
        {
            (path, offset) = (place.Path, place.Offset);
            Writing(path, () => handle = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
        }

        public void Write(ReadOnlyMemory<byte> bytes) => Writing(path, () =>
        {
            RandomAccess.Write(handle, bytes.Span, offset);
            offset += bytes.Length;
        });

        /// <summary>On the disk before the file gets its name.</summary>
        public void Finish() => Writing(path, () => RandomAccess.FlushToDisk(handle));

        public void Dispose() => handle.Dispose();
    }
}
