using GenreLab.Data;

namespace GenreLab.Synthesis;

/// <summary>Names that nobody takes for real ones: some words and the number of the track, artist or album.</summary>
internal static class SyntheticNames
{
    /// <summary>Stands in columns that cannot honestly be made up, such as lyrics and links.</summary>
    public const string Anything = "synthetic";

    /// <summary>How the number is written.</summary>
    public const string NumberFormat = "D7";

    /// <summary>The words before the number; null for columns that name nothing that is drawn.</summary>
    public static string? Words(ColumnRole role) => role switch
    {
        ColumnRole.TrackId => Synthesizer.TrackIdPrefix,
        ColumnRole.TrackName => "Synthetic Track ",
        ColumnRole.Artist => "Synthetic Artist ",
        ColumnRole.AlbumName => "Synthetic Album ",
        _ => null,
    };

    /// <summary>For each row the number of what the column names.</summary>
    public static int[] Numbers(ColumnRole role, TrackBlock tracks) => role switch
    {
        ColumnRole.Artist => tracks.Artists,
        ColumnRole.AlbumName => tracks.Albums,
        _ => tracks.Tracks,
    };
}
