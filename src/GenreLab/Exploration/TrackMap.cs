namespace GenreLab.Exploration;

/// <summary>The tracks in the two dimensions in which they differ most: the first two principal components of the standardised quantities
/// (flags and categories are left out). A missing value counts as the mean.</summary>
/// <param name="Features">The features it is made of.</param>
/// <param name="Axes">The two components.</param>
/// <param name="Centers">The genres' mean places, in the order of <see cref="ExplorationResult.Genres"/>.</param>
/// <param name="Tracks">Tracks drawn at random.</param>
public sealed record TrackMap(IReadOnlyList<string> Features, IReadOnlyList<MapAxis> Axes, IReadOnlyList<MapPlace> Centers, IReadOnlyList<MappedTrack> Tracks);

/// <summary>A principal component.</summary>
/// <param name="VarianceShare">The share of all variance that lies along it.</param>
/// <param name="Loadings">Its unit vector, one number a feature; the largest in magnitude is positive.</param>
public sealed record MapAxis(double VarianceShare, IReadOnlyList<double> Loadings);

/// <summary>A place on the map.</summary>
/// <param name="X">Along the first component.</param>
/// <param name="Y">Along the second.</param>
public sealed record MapPlace(double X, double Y);

/// <summary>A track on the map.</summary>
/// <param name="Row">Its 0-based data row in the file.</param>
/// <param name="Genre">The place of its genre in <see cref="ExplorationResult.Genres"/>; null when it is not among them.</param>
/// <param name="Title">Its title, if the table has titles.</param>
/// <param name="X">Along the first component.</param>
/// <param name="Y">Along the second.</param>
public sealed record MappedTrack(int Row, int? Genre, string? Title, double X, double Y);
