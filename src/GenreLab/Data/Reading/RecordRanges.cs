namespace GenreLab.Data.Reading;

/// <summary>
/// Cuts CSV bytes into ranges that each hold whole records, without parsing: a line break ends a record when an even
/// number of quotes stands before it. That holds for well-formed quoting only; a reader that meets a malformed record
/// must take the bytes as one range.
/// </summary>
internal static class RecordRanges
{
    private const int RangeBytes = 1 << 20;

    /// <summary>Ranges of about a megabyte, in order, together all of <paramref name="utf8"/>; the cut depends on the bytes only.</summary>
    public static List<Range> Find(ReadOnlySpan<byte> utf8)
    {
        var ranges = new List<Range>();
        int start = 0, counted = 0, quotes = 0;
        while (utf8.Length - start > RangeBytes)
        {
            var position = start + RangeBytes;
            quotes += utf8[counted..position].Count((byte)'"');
            var inside = (quotes & 1) == 1;
            while (position < utf8.Length)
            {
                var next = utf8[position..].IndexOfAny((byte)'"', (byte)'\n');
                if (next < 0)
                {
                    position = utf8.Length;
                    break;
                }
                position += next + 1;
                if (utf8[position - 1] == '"')
                {
                    inside = !inside;
                    quotes++;
                }
                else if (!inside)
                {
                    break;
                }
            }
            ranges.Add(start..position);
            start = counted = position;
        }
        if (start < utf8.Length) ranges.Add(start..utf8.Length);
        return ranges;
    }
}
