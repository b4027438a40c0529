using GenreLab.Data;

namespace GenreLab.Exploration;

/// <summary>All that is known of one feature.</summary>
/// <param name="Name">Canonical name.</param>
/// <param name="Column">Name in the file.</param>
/// <param name="Kind">What its values mean.</param>
/// <param name="Overall">Its values in all rows.</param>
/// <param name="ByGenre">Its values genre by genre, in the order of <see cref="ExplorationResult.Genres"/>.</param>
/// <param name="Separation">How well it tells genres apart; null with fewer than two genres.</param>
/// <param name="Distribution">How its values are distributed; null when it has none.</param>
public sealed record ExploredFeature(
    string Name, string Column, FeatureKind Kind, ValueStatistics Overall, IReadOnlyList<ValueStatistics> ByGenre,
    GenreSeparation? Separation, FeatureDistribution? Distribution);
