namespace GenreLab.Data;

/// <summary>A column of text that models may read.</summary>
/// <param name="Name">Canonical name, whatever the file calls it: <c>lyrics</c>, <c>track_name</c>, <c>album_name</c> or <c>artist</c>.</param>
/// <param name="Column">The name in the file.</param>
public sealed record TextSource(string Name, string Column)
{
    /// <summary>The canonical name of lyrics, whose words have an order that says something.</summary>
    public const string Lyrics = "lyrics";

    /// <summary>The canonical name of the artist, whom a model can learn by heart.</summary>
    public const string Artist = "artist";

    /// <summary>All canonical names, in the order models see them.</summary>
    public static IReadOnlyList<string> Names { get; } = [Lyrics, "track_name", "album_name", Artist];

    private static readonly ColumnRole[] Roles = [ColumnRole.Lyrics, ColumnRole.TrackName, ColumnRole.AlbumName, ColumnRole.Artist];

    /// <summary>The texts of a table whose columns have those roles, in the order of <see cref="Names"/>.</summary>
    internal static IReadOnlyList<TextSource> Of(Func<ColumnRole, string?> columnOf) =>
        [.. Roles.Index().Where(one => columnOf(one.Item) is not null).Select(one => new TextSource(Names[one.Index], columnOf(one.Item)!))];
}
