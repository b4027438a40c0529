namespace GenreLab.Synthesis;

/// <summary>A run of drawn tracks, column by column.</summary>
internal sealed class TrackBlock(int rows, int variables)
{
    /// <summary>Number of rows.</summary>
    public int Rows => rows;

    /// <summary>For each row its genre's index.</summary>
    public int[] Genres { get; } = new int[rows];

    /// <summary>For each row the 1-based number of its track: that of the row where the track is at home.</summary>
    public int[] Tracks { get; } = new int[rows];

    /// <summary>For each row the 1-based number of its artist.</summary>
    public int[] Artists { get; } = new int[rows];

    /// <summary>For each row the 1-based number of its album; an album has one artist.</summary>
    public int[] Albums { get; } = new int[rows];

    /// <summary>For each variable the value of each row.</summary>
    public double[][] Values { get; } = [.. Enumerable.Range(0, variables).Select(_ => new double[rows])];

    /// <summary>Makes one row show the same track as another; the genre stays.</summary>
    public void CopyTrack(int from, int to)
    {
        Tracks[to] = Tracks[from];
        Artists[to] = Artists[from];
        Albums[to] = Albums[from];
        foreach (var column in Values) column[to] = column[from];
    }

    /// <summary>Copies those rows that fall into <paramref name="destination"/> when this block's first row goes to its row <paramref name="start"/>, which may be negative.</summary>
    public void CopyTo(TrackBlock destination, int start)
    {
        var first = Math.Max(0, -start);
        var count = Math.Min(rows, destination.Rows - start) - first;
        Array.Copy(Genres, first, destination.Genres, start + first, count);
        Array.Copy(Tracks, first, destination.Tracks, start + first, count);
        Array.Copy(Artists, first, destination.Artists, start + first, count);
        Array.Copy(Albums, first, destination.Albums, start + first, count);
        for (var i = 0; i < Values.Length; i++) Array.Copy(Values[i], first, destination.Values[i], start + first, count);
    }
}
