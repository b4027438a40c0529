using GenreLab.Distributed;

namespace GenreLab.Streaming;

/// <summary>
/// What ranks write of their runs of a table, brought together by rank 0 in the order of the table. Rank 0 writes its own as it comes; every other rank keeps its own in a
/// temporary file (of a full disk or the like it tells in one sentence) until all are done, and then sends it. Only rank 0 needs the place that is written to.
/// </summary>
/// <param name="ranks">The ranks.</param>
/// <param name="write">Writes; called on rank 0 only. Gets the number of a file and what comes next in it.</param>
public sealed class OrderedOutput(ICommunicator ranks, Action<int, ReadOnlyMemory<byte>> write) : IDisposable
{
    private const int BlockBytes = 8 << 20;

    private readonly List<(int File, long Length)> parts = [];
    private FileStream? kept;

    /// <summary>Adds what comes next of this rank's run.</summary>
    /// <param name="file">Number of the file it belongs to.</param>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="GenreLabException">The temporary file cannot be written.</exception>
    public void Add(int file, ReadOnlyMemory<byte> bytes)
    {
        if (ranks.Rank == 0)
        {
            write(file, bytes);
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
        if (parts is [.., var last] && last.File == file) parts[^1] = (file, last.Length + bytes.Length);
        else parts.Add((file, bytes.Length));
    }

    /// <summary>Brings the others' parts to rank 0, which writes them; a collective, when every rank has added everything.</summary>
    public void Send()
    {
        kept?.Flush();
        if (kept is not null) kept.Position = 0;
        var buffer = new byte[ranks.Size == 1 ? 0 : BlockBytes];
        for (var rank = 1; rank < ranks.Size; rank++)
        {
            foreach (var (file, length) in ranks.BroadcastArray<(int File, long Length)>([.. parts], rank))
            {
                for (long sent = 0; sent < length; sent += BlockBytes)
                {
                    var block = buffer.AsMemory(0, rank == ranks.Rank ? (int)Math.Min(BlockBytes, length - sent) : 0);
                    kept?.ReadExactly(block.Span);
                    var received = ranks.Gather<byte>(block.Span);
                    if (ranks.Rank == 0) write(file, received[rank]);
                }
            }
        }
    }

    /// <summary>Removes the temporary file.</summary>
    public void Dispose() => kept?.Dispose();

    private static FileStream Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"genrelab-{Guid.NewGuid():N}");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
        // Without a name it goes with the process, however that ends.
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return file;
    }
}
