using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace GenreLab.Joining;

/// <summary>A file into which rows are put aside. Nothing is left of it when it is closed, nor when the process is killed.</summary>
internal sealed class SpillFile : IDisposable
{
    private const int BufferBytes = 128 << 10;

    private readonly SpillFolder folder;
    private readonly string folderPath;
    private readonly SafeFileHandle handle;
    private readonly byte[] buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private int buffered;
    private long written;

    public SpillFile(string folderPath, SpillFolder folder)
    {
        (this.folder, this.folderPath) = (folder, folderPath);
        var path = Path.Combine(folderPath, $"genrelab-aside-{Guid.NewGuid():N}");
        try
        {
            handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose);
            // Elsewhere than on Windows a file without a name lives until it is closed, by whatever end of the process.
            if (!OperatingSystem.IsWindows()) File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Failed(failure);
        }
    }

    /// <summary>Where the next byte will be.</summary>
    public long Length => written + buffered;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > BufferBytes - buffered) Flush();
        if (bytes.Length > BufferBytes)
        {
            WriteThrough(bytes);
            return;
        }
        bytes.CopyTo(buffer.AsSpan(buffered));
        buffered += bytes.Length;
    }

    /// <summary>Must come between writing and reading.</summary>
    public void Flush()
    {
        WriteThrough(buffer.AsSpan(0, buffered));
        buffered = 0;
    }

    public int Read(long position, Span<byte> destination)
    {
        try
        {
            return RandomAccess.Read(handle, destination, position);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Failed(failure);
        }
    }

    /// <summary>Reads what was written.</summary>
    /// <exception cref="GenreLabException">It cannot be read, or is not there any more.</exception>
    public void ReadExactly(long position, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var read = Read(position, destination);
            if (read == 0) throw new GenreLabException("A file of rows put aside ends too early; see to it that nothing else writes to the folder of --spill.");
            destination = destination[read..];
            position += read;
        }
    }

    /// <summary>All that is written, to be mapped into memory; good for as long as the file is open.</summary>
    public MemoryMappedFile Map() => MemoryMappedFile.CreateFromFile(handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);

    public void Dispose() => handle.Dispose();

    private void WriteThrough(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(handle, bytes, written);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Failed(failure);
        }
        written += bytes.Length;
        folder.Count(bytes.Length);
    }

    private GenreLabException Failed(Exception failure) =>
        new($"Rows cannot be put aside in the folder '{folderPath}' after {folder.BytesWritten / 1048576.0:0.#} MB ({failure.Message.TrimEnd('.')}); make room there, name another folder with --spill, or allow more --memory.", failure);
}
