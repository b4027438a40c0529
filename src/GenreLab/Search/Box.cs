namespace GenreLab.Search;

/// <summary>The part of a space in which a tree gives one score: for each parameter the values it may have.</summary>
/// <param name="Sides">One a parameter.</param>
/// <param name="Score">The score.</param>
internal sealed record Box(Side[] Sides, double Score)
{
    /// <summary>Its share of the space.</summary>
    public double Volume { get; } = Sides.Aggregate(1.0, (product, side) => product * side.Share);
}

/// <summary>The values of one parameter in a box: categories, or a stretch of [0, 1].</summary>
/// <param name="Categories">The categories; null for a stretch.</param>
/// <param name="Low">Where the stretch begins.</param>
/// <param name="High">Where it ends.</param>
/// <param name="Share">Their share of all values.</param>
internal readonly record struct Side(int[]? Categories, double Low, double High, double Share)
{
    public static Side Stretch(double low, double high) => new(null, low, high, high - low);

    public static Side Of(int[] categories, int all) => new(categories, 0, 0, (double)categories.Length / all);
}
