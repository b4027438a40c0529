using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using GenreLab.Data;
using GenreLab.Joining;

namespace GenreLab.Streaming.Packing;

/// <summary>
/// A nameless file that columns are put aside in. What is kept there is mapped into memory: its pages are the file's, so the system takes them back whenever memory is
/// wanted elsewhere. The file is gone when nothing of it can be reached any more, or the process ends.
/// </summary>
/// <param name="file">The file; used by one thread at a time.</param>
internal sealed class MappedFile(SpillFile file) : IAside
{
    private const int MostBytes = 64 << 20;

    /// <inheritdoc/>
    public long Put<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        var position = file.Length;
        Write(values);
        return position;
    }

    /// <inheritdoc/>
    public void Read<T>(long position, Span<T> values) where T : unmanaged
    {
        file.Flush();
        var bytes = MemoryMarshal.AsBytes(values);
        while (bytes.Length > 0)
        {
            var read = file.Read(position, bytes);
            if (read == 0) throw new EndOfStreamException("The file of columns put aside ends too early.");
            position += read;
            bytes = bytes[read..];
        }
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<T> Keep<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        if (values.IsEmpty) return default;
        // Values begin at multiples of their size.
        var past = (int)(file.Length % sizeof(ulong));
        if (past > 0) file.Write(new byte[sizeof(ulong) - past]);
        var position = Put(values);
        file.Flush();
        return new Mapping<T>(file, position, values.Length).Memory;
    }

    private unsafe void Write<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        for (var most = MostBytes / sizeof(T); values.Length > 0; values = values[Math.Min(most, values.Length)..])
            file.Write(MemoryMarshal.AsBytes(values[..Math.Min(most, values.Length)]));
    }

    // Whoever reads the span keeps this reachable meanwhile.
    private sealed unsafe class Mapping<T> : MemoryManager<T> where T : unmanaged
    {
        private readonly MemoryMappedFile map;
        private readonly MemoryMappedViewAccessor view;
        private readonly T* values;
        private readonly int count;

        public Mapping(SpillFile file, long position, int count)
        {
            this.count = count;
            map = file.Map();
            view = map.CreateViewAccessor(position, (long)count * sizeof(T), MemoryMappedFileAccess.Read);
            values = (T*)((byte*)view.SafeMemoryMappedViewHandle.DangerousGetHandle() + view.PointerOffset);
        }

        public override Span<T> GetSpan() => new(values, count);

        public override MemoryHandle Pin(int elementIndex = 0) => new(values + elementIndex, default, this);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
            if (!disposing) return;
            view.Dispose();
            map.Dispose();
        }
    }
}
