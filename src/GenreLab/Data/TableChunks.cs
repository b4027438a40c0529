namespace GenreLab.Data;

/// <summary>
/// Reads a large file of delimited text piece by piece, so that memory does not grow with the file and pieces can be
/// worked on at once. Pieces are cut at line breaks outside quotes; a file whose quoting is malformed must be read
/// whole (<see cref="TableReader"/>).
/// </summary>
public static class TableChunks
{
    /// <summary>Whether a file is plain text that can be cut; packed files and UTF-16 cannot.</summary>
    public static bool CanCut(string path)
    {
        if (!File.Exists(path)) return false;
        using var file = File.OpenRead(path);
        Span<byte> first = stackalloc byte[4];
        return file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length
            && !first.SequenceEqual("sep="u8)
            && !first.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])
            && !first.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])
            && !first.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]);
    }

    /// <summary>The file's records in pieces, in order, each with the header before it, ready for <see cref="TableReader.Read"/>.</summary>
    /// <param name="path">A file that <see cref="CanCut"/> accepts.</param>
    /// <param name="chunkBytes">About how many bytes a piece has; it has at least one record.</param>
    public static IEnumerable<ReadOnlyMemory<byte>> Read(string path, int chunkBytes = 1 << 20)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        byte[]? header = null;
        var buffer = new byte[chunkBytes];
        var filled = 0;
        while (true)
        {
            filled += file.ReadAtLeast(buffer.AsSpan(filled), buffer.Length - filled, throwOnEndOfStream: false);
            var ended = filled < buffer.Length;
            var end = header is null ? EndOfFirstRecord(buffer.AsSpan(0, filled)) : ended ? filled : EndOfLastRecord(buffer.AsSpan(0, filled));
            if (end == 0)
            {
                if (ended) yield break;
                Array.Resize(ref buffer, checked(2 * buffer.Length));
                continue;
            }
            if (header is null) header = buffer[..end];
            else yield return (byte[])[.. header, .. buffer.AsSpan(0, end)];
            buffer.AsSpan(end, filled - end).CopyTo(buffer);
            filled -= end;
        }
    }

    private static int EndOfFirstRecord(ReadOnlySpan<byte> text)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"') quoted = !quoted;
            else if (text[i] == '\n' && !quoted) return i + 1;
        }
        return 0;
    }

    private static int EndOfLastRecord(ReadOnlySpan<byte> text)
    {
        var quotes = text.Count((byte)'"');
        while (true)
        {
            var end = text.LastIndexOf((byte)'\n') + 1;
            quotes -= text[end..].Count((byte)'"');
            if (end == 0 || quotes % 2 == 0) return end;
            text = text[..(end - 1)];
        }
    }
}
