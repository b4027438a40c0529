namespace GenreLab.Surveying;

/// <summary>A mark for some rows of a table, one bit a row.</summary>
/// <param name="first">Number of the first row that may be marked.</param>
internal sealed class RowBits(long first)
{
    private ulong[] words = [];

    /// <summary>Rows marked.</summary>
    public int Count { get; private set; }

    public bool this[int row] => IsMarked((int)(row - first));

    public void Mark(int row)
    {
        var place = (int)(row - first);
        if (place >> 6 >= words.Length) Array.Resize(ref words, Math.Max((place >> 6) + 1, 2 * words.Length));
        if (IsMarked(place)) return;
        words[place >> 6] |= 1UL << (place & 63);
        Count++;
    }

    private bool IsMarked(int place) => place >> 6 < words.Length && (words[place >> 6] >> (place & 63) & 1) != 0;
}
