namespace GenreLab.Surveying;

/// <summary>A mark for some rows of a table, one bit a row.</summary>
internal sealed class RowBits
{
    private ulong[] words = [];

    /// <summary>Rows marked.</summary>
    public int Count { get; private set; }

    public bool this[int row] => row >> 6 < words.Length && (words[row >> 6] >> (row & 63) & 1) != 0;

    public void Mark(int row)
    {
        if (row >> 6 >= words.Length) Array.Resize(ref words, Math.Max((row >> 6) + 1, 2 * words.Length));
        if (this[row]) return;
        words[row >> 6] |= 1UL << (row & 63);
        Count++;
    }
}
