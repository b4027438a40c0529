using GenreLab.Joining;

namespace GenreLab.Surveying;

/// <summary>
/// Brings rows with the same hash together: sorts pairs of hash and number, in memory or, when they are more than the bound, in sorted
/// runs that are put aside and merged (external merge sort; Knuth, The Art of Computer Programming 3, 5.4).
/// </summary>
/// <param name="bytes">Memory for the pairs.</param>
/// <param name="spill">Where they are put aside.</param>
internal sealed class FingerprintSorter(long bytes, SpillFolder spill)
{
    private const int BytesAPair = sizeof(ulong) + sizeof(int);
    private const int LeastPairs = 1 << 10;
    private const int CursorPairs = 1 << 12;

    private readonly int most = (int)Math.Clamp(bytes / BytesAPair, LeastPairs, Array.MaxLength / 2);
    private readonly List<(long Start, long End)> runs = [];
    private ulong[] hashes = new ulong[LeastPairs];
    private int[] numbers = new int[LeastPairs];
    private int count;
    private SpillFile? file;

    /// <summary>Pairs taken in.</summary>
    public long Pairs { get; private set; }

    public void Add(ulong hash, int number)
    {
        if (count == hashes.Length)
        {
            // While the arrays double, the old ones are there too.
            if (3L * count > most) PutAside();
            else Grow();
        }
        hashes[count] = hash;
        numbers[count++] = number;
        Pairs++;
    }

    /// <summary>All pairs, those of one hash one after the other, ascending by hash and then by number.</summary>
    public IEnumerable<(ulong Hash, int Number)> Sorted()
    {
        Sort();
        if (runs.Count == 0)
        {
            for (var i = 0; i < count; i++) yield return (hashes[i], numbers[i]);
            yield break;
        }
        PutAside();
        (hashes, numbers) = ([], []);
        var heap = new PriorityQueue<Cursor, (ulong, int)>();
        foreach (var (start, end) in runs)
        {
            var cursor = new Cursor(file!, start, end);
            if (cursor.Next()) heap.Enqueue(cursor, cursor.Pair);
        }
        while (heap.TryPeek(out var first, out var pair))
        {
            yield return pair;
            if (first.Next()) heap.DequeueEnqueue(first, first.Pair);
            else heap.Dequeue();
        }
    }

    private void Grow()
    {
        Array.Resize(ref hashes, 2 * count);
        Array.Resize(ref numbers, 2 * count);
    }

    private void Sort()
    {
        hashes.AsSpan(0, count).Sort(numbers.AsSpan(0, count));
        for (int start = 0, end; start < count; start = end)
        {
            for (end = start + 1; end < count && hashes[end] == hashes[start];) end++;
            if (end - start > 1) numbers.AsSpan(start, end - start).Sort();
        }
    }

    private void PutAside()
    {
        if (count == 0) return;
        Sort();
        file ??= spill.Create();
        var start = file.Length;
        Span<byte> pair = stackalloc byte[BytesAPair];
        for (var i = 0; i < count; i++)
        {
            BitConverter.TryWriteBytes(pair, hashes[i]);
            BitConverter.TryWriteBytes(pair[sizeof(ulong)..], numbers[i]);
            file.Write(pair);
        }
        file.Flush();
        runs.Add((start, file.Length));
        count = 0;
    }

    private sealed class Cursor(SpillFile file, long start, long end)
    {
        private readonly byte[] buffer = new byte[CursorPairs * BytesAPair];
        private long position = start;
        private int at, filled;

        public (ulong, int) Pair { get; private set; }

        public bool Next()
        {
            if (at == filled)
            {
                (at, filled) = (0, (int)Math.Min(buffer.Length, end - position));
                if (filled == 0) return false;
                file.ReadExactly(position, buffer.AsSpan(0, filled));
                position += filled;
            }
            Pair = (BitConverter.ToUInt64(buffer, at), BitConverter.ToInt32(buffer, at + sizeof(ulong)));
            at += BytesAPair;
            return true;
        }
    }
}
