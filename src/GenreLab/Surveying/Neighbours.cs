namespace GenreLab.Surveying;

/// <summary>How often neighbouring rows share the genre; a value that merges with that of the rows that follow. The default value is that of no rows.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="First">Genre of the first, −1 for none.</param>
/// <param name="Last">Genre of the last, −1 for none.</param>
/// <param name="Same">Rows of the genre of the row before.</param>
internal readonly record struct Neighbours(long Rows, int First, int Last, long Same)
{
    /// <summary>The share of neighbours that agree, 0 to 1.</summary>
    public double Agreement => Rows < 2 ? 0 : Same / (Rows - 1.0);

    public Neighbours Add(int genre) => Merge(new Neighbours(1, genre, genre, 0));

    public Neighbours Merge(Neighbours later) =>
        later.Rows == 0 ? this : Rows == 0 ? later
        : new Neighbours(Rows + later.Rows, First, later.Last, Same + later.Same + (Last >= 0 && Last == later.First ? 1 : 0));
}
