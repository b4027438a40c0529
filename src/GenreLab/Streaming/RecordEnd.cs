namespace GenreLab.Streaming;

/// <summary>Finds where records end, without parsing: a line break ends a record when an even number of quotes stands before it.</summary>
internal static class RecordEnd
{
    /// <summary>The length of the first record, its line break included; 0 when it does not end in the text.</summary>
    public static int First(ReadOnlySpan<byte> text)
    {
        var inside = false;
        return Next(text, 0, ref inside);
    }

    /// <summary>Where the first record that ends at or after <paramref name="from"/> ends, its line break included; 0 when none does.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where to begin to look.</param>
    /// <param name="inside">Whether <paramref name="from"/> is within quotes; at the end, whether the last place looked at is.</param>
    public static int Next(ReadOnlySpan<byte> text, int from, ref bool inside)
    {
        for (var position = from; ;)
        {
            var next = text[position..].IndexOfAny((byte)'"', (byte)'\n');
            if (next < 0) return 0;
            position += next + 1;
            if (text[position - 1] == '"') inside = !inside;
            else if (!inside) return position;
        }
    }
}
