using GenreLab.Numerics;

namespace GenreLab.Synthesis;

/// <summary>
/// Draws tracks block by block. A block is a fixed run of rows that holds every genre in its share, and depends on nothing but
/// the profile, the seed and its number: whoever draws it, whenever, gets the same.
/// </summary>
internal sealed class TrackSource
{
    private const int AlbumsPerArtist = 4;
    private const int LeastRowsInBlock = 256;
    private const int RowsPerGenreInBlock = 8;

    // Names of the random streams.
    private const ulong BlockStream = 1;
    private const ulong ArtistStream = 2;

    private readonly ulong seed;
    private readonly double artistWeight;
    private readonly double trackWeight;
    private readonly int variables;
    private readonly double[] sharesUpTo;
    private readonly MarginalCurve[][] curves;
    private readonly double[][] factors;
    private readonly (int[] Genres, double[] UpTo)[] homes;
    private readonly int[] artists;
    private readonly int[] artistsBefore;
    private readonly int artistsInEra;
    private readonly int blocksPerEra;

    public TrackSource(GenreProfile profile, ulong seed)
    {
        var content = profile.Content;
        this.seed = seed;
        variables = content.Variables.Count;
        artistWeight = Math.Sqrt(content.ArtistCorrelation);
        trackWeight = Math.Sqrt(1 - content.ArtistCorrelation);
        sharesUpTo = RunningSum(content.Genres.Select(genre => genre.Share));
        curves = [.. content.Genres.Select(genre => genre.Marginals.Select((marginal, i) => new MarginalCurve(content.Variables[i], marginal, content.Grid)).ToArray())];
        factors = [.. content.Genres.Select(genre => CorrelationMatrix.Factor(genre.Correlations, variables))];
        homes = [.. content.Genres.Select(genre => (genre.Shared.Keys.ToArray(), RunningSum(genre.Shared.Values)))];
        artists = [.. content.Genres.Select(genre => genre.Artists)];
        artistsInEra = artists.Sum();
        artistsBefore = new int[artists.Length];
        for (var i = 1; i < artists.Length; i++) artistsBefore[i] = artistsBefore[i - 1] + artists[i - 1];

        RowsInBlock = artists.Length * Math.Max(RowsPerGenreInBlock, (LeastRowsInBlock + artists.Length - 1) / artists.Length);
        blocksPerEra = Math.Max(1, content.Rows / RowsInBlock);
    }

    /// <summary>Rows of a block.</summary>
    public int RowsInBlock { get; }

    /// <summary>An empty block for <see cref="Draw"/>.</summary>
    public TrackBlock NewBlock() => new(RowsInBlock, variables);

    /// <summary>Fills <paramref name="block"/> with the block of that number.</summary>
    public void Draw(int number, TrackBlock block)
    {
        var random = RandomSource.For(seed, BlockStream, (ulong)number);
        DrawGenres(random, block.Genres);
        var homeOfRow = Array.ConvertAll(block.Genres, genre => DrawHome(random, genre));

        var artistRandom = new RandomSource(0);
        for (var row = 0; row < RowsInBlock; row++)
            if (homeOfRow[row] == block.Genres[row]) DrawTrack(random, artistRandom, number, block, row);

        var rowsByGenre = new RowsByGenre(block.Genres, artists.Length);
        for (var row = 0; row < RowsInBlock; row++)
        {
            if (homeOfRow[row] == block.Genres[row]) continue;
            if (ChooseTrack(random, block, homeOfRow, rowsByGenre, row) is { } shown) block.CopyTrack(shown, row);
            else DrawTrack(random, artistRandom, number, block, row);
        }
    }

    // Systematic sampling: one row a stretch of the line on which the genres' shares lie, in random order.
    private void DrawGenres(RandomSource random, int[] genres)
    {
        var offset = random.NextDouble();
        var genre = 0;
        for (var row = 0; row < genres.Length; row++)
        {
            var position = (row + offset) / genres.Length * sharesUpTo[^1];
            while (genre < sharesUpTo.Length - 1 && sharesUpTo[genre] <= position) genre++;
            genres[row] = genre;
        }
        random.Shuffle<int>(genres);
    }

    private int DrawHome(RandomSource random, int genre)
    {
        var (genres, upTo) = homes[genre];
        var position = random.NextDouble();
        for (var i = 0; i < genres.Length; i++)
            if (position < upTo[i]) return genres[i];
        return genre;
    }

    // A track that is at home in the genre wanted and not yet shown in the row's own.
    private static int? ChooseTrack(RandomSource random, TrackBlock block, int[] homeOfRow, RowsByGenre rows, int row)
    {
        int? chosen = null;
        var candidates = 0;
        foreach (var candidate in rows[homeOfRow[row]])
        {
            if (homeOfRow[candidate] != block.Genres[candidate]) continue;
            var shown = false;
            foreach (var sibling in rows[block.Genres[row]]) shown |= block.Tracks[sibling] == block.Tracks[candidate] && sibling < row;
            if (!shown && random.NextInt32(++candidates) == 0) chosen = candidate;
        }
        return chosen;
    }

    private void DrawTrack(RandomSource random, RandomSource artistRandom, int number, TrackBlock block, int row)
    {
        // Every era, as many rows as the profile was fitted to, has artists of its own.
        var genre = block.Genres[row];
        var era = number / blocksPerEra;
        var artist = artistsBefore[genre] + random.NextInt32(artists[genre]);
        artistRandom.Reseed(RandomSource.Mix(seed, ArtistStream, (ulong)era, (ulong)artist));
        block.Tracks[row] = number * RowsInBlock + row + 1;
        block.Artists[row] = era * artistsInEra + artist + 1;
        block.Albums[row] = (block.Artists[row] - 1) * AlbumsPerArtist + random.NextInt32(AlbumsPerArtist) + 1;

        Span<double> normals = stackalloc double[variables], artistNormals = stackalloc double[variables];
        FillNormal(artistRandom, artistNormals);
        FillNormal(random, normals);
        for (var i = 0; i < variables; i++) normals[i] = artistWeight * artistNormals[i] + trackWeight * normals[i];
        DrawValues(genre, normals, block, row);
    }

    private void DrawValues(int genre, ReadOnlySpan<double> normals, TrackBlock block, int row)
    {
        var factor = factors[genre];
        for (var i = 0; i < variables; i++)
        {
            var score = 0.0;
            for (var j = 0; j <= i; j++) score += factor[i * variables + j] * normals[j];
            block.Values[i][row] = curves[genre][i].Value(score);
        }
    }

    // Marsaglia's polar method, both of the pair.
    private static void FillNormal(RandomSource random, Span<double> normals)
    {
        for (var i = 0; i < normals.Length; i += 2)
        {
            double u, v, s;
            do
            {
                u = 2 * random.NextDouble() - 1;
                v = 2 * random.NextDouble() - 1;
                s = u * u + v * v;
            }
            while (s is 0 or >= 1);
            var scale = Math.Sqrt(-2 * Math.Log(s) / s);
            normals[i] = u * scale;
            if (i + 1 < normals.Length) normals[i + 1] = v * scale;
        }
    }

    private static double[] RunningSum(IEnumerable<double> numbers)
    {
        var sum = 0.0;
        return [.. numbers.Select(number => sum += number)];
    }

    /// <summary>The rows of each genre.</summary>
    private readonly struct RowsByGenre
    {
        private readonly int[] starts;
        private readonly int[] rows;

        public RowsByGenre(int[] genres, int genreCount)
        {
            starts = new int[genreCount + 2];
            foreach (var genre in genres) starts[genre + 2]++;
            for (var i = 2; i < starts.Length; i++) starts[i] += starts[i - 1];
            rows = new int[genres.Length];
            for (var row = 0; row < genres.Length; row++) rows[starts[genres[row] + 1]++] = row;
        }

        public ReadOnlySpan<int> this[int genre] => rows.AsSpan(starts[genre]..starts[genre + 1]);
    }
}
