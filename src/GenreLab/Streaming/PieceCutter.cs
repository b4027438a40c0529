namespace GenreLab.Streaming;

/// <summary>Cuts a text into pieces of whole records in one go, in buffers that are used again.</summary>
/// <param name="text">The text.</param>
/// <param name="name">What messages call it.</param>
/// <param name="spare">Buffers that nobody uses any more.</param>
internal sealed class PieceCutter(ShardText text, string name, Stack<byte[]> spare)
{
    /// <summary>Records that begin in the same so many bytes of the text are a piece.</summary>
    public const int PieceBytes = 1 << 20;

    private const int LongestRecord = 16 << 20;

    // Most records end soon after the piece's last byte.
    private const int Slack = 64 * 1024;

    /// <summary>The pieces in order: a buffer each, which is the caller's until it gives it back to the spare ones, and how much of it is filled.</summary>
    /// <param name="bodyStart">Where the first record begins.</param>
    /// <param name="run">The part of the text whose pieces are wanted.</param>
    public IEnumerable<(byte[] Buffer, int Length)> Cut(int bodyStart, ShardRun run)
    {
        var buffer = Take(0);
        var (at, filled) = run.Start == 0 ? (Skip(bodyStart), 0) : Begin(run, buffer);
        var ended = at < 0;
        while (!ended && at < run.End)
        {
            // Looks for the first record that begins at the boundary or later, and cuts before it.
            var from = (int)((at / PieceBytes + 1) * PieceBytes - 1 - at);
            var inside = false;
            int end = 0, counted = 0;
            while (end == 0 && !ended)
            {
                if (filled == buffer.Length) buffer = Grown(buffer, at);
                var read = text.Fill(buffer.AsSpan(filled));
                filled += read;
                ended = filled < buffer.Length;
                if (filled <= from) continue;
                if (counted < from)
                {
                    inside = (buffer.AsSpan(0, from).Count((byte)'"') & 1) == 1;
                    counted = from;
                }
                end = RecordEnd.Next(buffer.AsSpan(0, filled), counted, ref inside);
                counted = filled;
            }
            if (ended && end == 0) end = filled;
            if (end == 0) break;
            var next = Take(filled - end);
            buffer.AsSpan(end, filled - end).CopyTo(next);
            var left = filled - end;
            if (IsBlank(buffer.AsSpan(0, end))) spare.Push(buffer);
            else yield return (buffer, end);
            at += end;
            (buffer, filled) = (next, left);
            // What is left may hold several pieces' ends; the text has ended only when nothing is left.
            ended = ended && left == 0;
        }
        spare.Push(buffer);
    }

    private static bool IsBlank(ReadOnlySpan<byte> records) => records.Trim(" \t\r\n"u8).IsEmpty;

    private long Skip(int bytes)
    {
        var buffer = Take(0);
        for (var left = bytes; left > 0; left -= Math.Min(left, buffer.Length)) text.Fill(buffer.AsSpan(0, Math.Min(left, buffer.Length)));
        spare.Push(buffer);
        return bytes;
    }

    // Finds the first record that begins in the run: where it is, -1 when there is none, and how much of the buffer is filled from there on.
    private (long At, int Filled) Begin(ShardRun run, byte[] buffer)
    {
        var position = run.Start - 1;
        text.Seek(position);
        var inside = run.InsideQuotes;
        while (text.Fill(buffer) is > 0 and var read)
        {
            var end = RecordEnd.Next(buffer.AsSpan(0, read), 0, ref inside);
            if (end > 0)
            {
                buffer.AsSpan(end, read - end).CopyTo(buffer);
                return (position + end, read - end);
            }
            position += read;
        }
        return (-1, 0);
    }

    private byte[] Take(int least)
    {
        if (!spare.TryPop(out var buffer)) buffer = new byte[PieceBytes + Slack];
        return buffer.Length >= least ? buffer : new byte[least + Slack];
    }

    private byte[] Grown(byte[] buffer, long at)
    {
        if (buffer.Length > LongestRecord)
            throw new DataException($"{name} holds a record of more than {LongestRecord >> 20} MB after its byte {at:N0}; close the quote that is opened there.");
        Array.Resize(ref buffer, 2 * buffer.Length);
        return buffer;
    }
}
