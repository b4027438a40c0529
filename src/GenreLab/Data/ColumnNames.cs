namespace GenreLab.Data;

/// <summary>What columns are commonly called. Case, spaces, dashes, underscores and other signs do not count.</summary>
internal static class ColumnNames
{
    /// <summary>Names of the label column, the most telling first.</summary>
    public static readonly string[] Labels =
    [
        "trackgenre", "playlistgenre", "genre", "musicgenre", "genrename", "topgenre", "maingenre", "primarygenre", "songgenre",
        "genres", "genrelabel", "label", "class", "target",
    ];

    /// <summary>Spotify's audio features: canonical name, kind of values, other names.</summary>
    public static readonly (string Name, FeatureKind Kind, string[] Synonyms)[] Features =
    [
        ("popularity", FeatureKind.Numeric, ["popularity", "trackpopularity", "songpopularity"]),
        ("duration_ms", FeatureKind.Numeric, ["durationms", "duration", "trackdurationms", "trackduration", "lengthms"]),
        ("explicit", FeatureKind.Flag, ["explicit", "isexplicit", "trackexplicit"]),
        ("danceability", FeatureKind.Numeric, ["danceability"]),
        ("energy", FeatureKind.Numeric, ["energy"]),
        ("key", FeatureKind.Category, ["key"]),
        ("loudness", FeatureKind.Numeric, ["loudness", "loudnessdb"]),
        ("mode", FeatureKind.Flag, ["mode"]),
        ("speechiness", FeatureKind.Numeric, ["speechiness"]),
        ("acousticness", FeatureKind.Numeric, ["acousticness"]),
        ("instrumentalness", FeatureKind.Numeric, ["instrumentalness"]),
        ("liveness", FeatureKind.Numeric, ["liveness"]),
        ("valence", FeatureKind.Numeric, ["valence"]),
        ("tempo", FeatureKind.Numeric, ["tempo", "bpm", "tempobpm"]),
        ("time_signature", FeatureKind.Category, ["timesignature"]),
    ];

    private static readonly (ColumnRole Role, string[] Names)[] Described =
    [
        (ColumnRole.TrackId, ["trackid", "spotifytrackid", "spotifyid", "trackuri", "isrc", "songid", "uri", "id"]),
        (ColumnRole.Artist, ["artists", "artist", "artistname", "artistnames", "artistsnames", "trackartist", "performer", "singer", "band"]),
        (ColumnRole.TrackName, ["trackname", "track", "tracktitle", "title", "songname", "song", "songtitle", "name"]),
        (ColumnRole.AlbumName, ["albumname", "album", "trackalbumname", "albumtitle"]),
        (ColumnRole.Lyrics, ["lyrics", "lyric", "songlyrics", "text"]),
        (ColumnRole.ReleaseDate, ["trackalbumreleasedate", "albumreleasedate", "releasedate", "releaseyear", "year", "date"]),
        (ColumnRole.Index, ["", "index", "row", "rowid", "rowindex", "rownumber"]),
    ];

    private static readonly HashSet<string> IdentifierWords = ["id", "ids", "uri", "url", "href", "isrc", "upc", "ean", "link", "guid", "uuid"];

    /// <summary>The name without anything but letters and digits, in lower case.</summary>
    public static string Normalise(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>Spotify's audio feature that a column of this name holds, or null.</summary>
    public static (string Name, FeatureKind Kind)? FeatureOf(string name)
    {
        var plain = Normalise(name);
        foreach (var (canonical, kind, synonyms) in Features)
            if (synonyms.Contains(plain)) return (canonical, kind);
        return null;
    }

    /// <summary>The role that the name alone tells and, where several columns compete for it, its place in the order of preference.</summary>
    public static (ColumnRole Role, int Preference)? RoleOf(string name)
    {
        var plain = Normalise(name);
        foreach (var (role, names) in Described)
        {
            var preference = Array.IndexOf(names, plain);
            if (preference >= 0) return (role, preference);
        }
        if (plain.StartsWith("unnamed", StringComparison.Ordinal)) return (ColumnRole.Index, 0);
        if (plain.Contains("genre", StringComparison.Ordinal) || plain.Contains("playlist", StringComparison.Ordinal)) return (ColumnRole.GiveAway, 0);
        return Words(name).Any(IdentifierWords.Contains) ? (ColumnRole.Identifier, 0) : null;
    }

    private static IEnumerable<string> Words(string name)
    {
        var word = "";
        foreach (var letter in name)
        {
            var starts = char.IsUpper(letter) && word.Length > 0 && char.IsLower(word[^1]);
            if (starts || !char.IsLetterOrDigit(letter))
            {
                if (word.Length > 0) yield return word.ToLowerInvariant();
                word = "";
            }
            if (char.IsLetterOrDigit(letter)) word += letter;
        }
        if (word.Length > 0) yield return word.ToLowerInvariant();
    }
}
