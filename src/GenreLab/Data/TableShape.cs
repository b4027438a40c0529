namespace GenreLab.Data;

/// <summary>The well-known tables, told apart by their headers.</summary>
internal static class TableShape
{
    public const string SpotifyTracks = "spotify-tracks";
    public const string SpotifySongs = "spotify-songs";
    public const string FiveGenres = "five-genres";
    public const string Lyrics = "lyrics";
    public const string LyricsAudio = "lyrics-audio";
    public const string BeatportSpotify = "beatport-spotify";
    public const string Unknown = "table";

    public static string Of(Table table)
    {
        var names = table.Columns.Select(column => column.Name.ToLowerInvariant()).ToHashSet();
        bool Has(params string[] wanted) => Array.TrueForAll(wanted, names.Contains);
        return Has("track_genre", "track_id", "artists", "album_name", "popularity", "danceability") ? SpotifyTracks
            : Has("playlist_genre", "track_id", "track_artist", "track_popularity", "danceability") ? SpotifySongs
            : Has("playlist_genre", "track_name", "track_album_name", "track_popularity", "danceability") && !names.Contains("track_id") ? FiveGenres
            : Has("artist_name", "track_name", "genre", "lyrics", "danceability") ? LyricsAudio
            : Has("artist_name", "track_name", "genre", "lyrics") ? Lyrics
            : Has("isrc", "danceability") && (names.Contains("genre_name") || names.Contains("genre_id")) ? BeatportSpotify
            : Unknown;
    }
}
