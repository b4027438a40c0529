using GenreLab.Data;
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
    private const int RowsPerGenreInBlock = 16;

    // Names of the random streams.
    private const ulong BlockStream = 1;
    private const ulong ArtistStream = 2;

    private readonly ulong seed;
    private readonly double[] artistWeights;
    private readonly double[] trackWeights;
    private readonly int variables;
    private readonly double[] sharesUpTo;
    private readonly MarginalCurve[][] curves;
    private readonly double[][] factors;
    private readonly (int[] Genres, double[] UpTo)[] homes;
    private readonly double[] distanceWeights;
    private readonly int[] artists;
    private readonly int[] artistsBefore;
    private readonly int artistsInEra;
    private readonly int blocksPerEra;

    public TrackSource(GenreProfile profile, ulong seed)
    {
        var content = profile.Content;
        this.seed = seed;
        variables = content.Variables.Count;
        artistWeights = [.. content.Variables.Select(variable => Math.Sqrt(variable.ArtistCorrelation))];
        trackWeights = [.. content.Variables.Select(variable => Math.Sqrt(1 - variable.ArtistCorrelation))];
        sharesUpTo = RunningSum(content.Genres.Select(genre => genre.Share));
        curves = [.. content.Genres.Select(genre => genre.Marginals.Select((marginal, i) => new MarginalCurve(content.Variables[i], marginal, content.Grid)).ToArray())];
        factors = [.. content.Genres.Select(genre => CorrelationMatrix.Factor(PartCorrelations(genre.Correlations), variables))];
        homes = [.. content.Genres.Select(genre => (genre.Shared.Keys.ToArray(), RunningSum(genre.Shared.Values)))];
        distanceWeights = [.. Enumerable.Range(0, variables).Select(i => DistanceWeight(content, i))];
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
        Array.Clear(block.Tracks);
        DrawGenres(random, block.Genres);
        var homeOfRow = Array.ConvertAll(block.Genres, genre => DrawHome(random, genre));

        var artistRandom = new RandomSource(0);
        for (var row = 0; row < RowsInBlock; row++)
            if (homeOfRow[row] == block.Genres[row]) DrawTrack(random, artistRandom, number, block, row);

        var rowsByGenre = new RowsByGenre(block.Genres, artists.Length);
        for (var row = 0; row < RowsInBlock; row++)
        {
            if (homeOfRow[row] == block.Genres[row]) continue;
            DrawTrack(random, artistRandom, number, block, row);
            if (MostAlike(block, homeOfRow, rowsByGenre, row) is { } shown) block.CopyTrack(shown, row);
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

    // Of the tracks at home in the genre wanted and not yet shown in the row's own, the one most like the row's: a track that two
    // genres share is one that would suit both.
    private int? MostAlike(TrackBlock block, int[] homeOfRow, RowsByGenre rows, int row)
    {
        int? best = null;
        var leastDistance = double.PositiveInfinity;
        foreach (var candidate in rows[homeOfRow[row]])
        {
            if (homeOfRow[candidate] != block.Genres[candidate] || IsShown(candidate)) continue;
            var distance = 0.0;
            for (var i = 0; i < variables; i++) distance += Math.Abs(block.Values[i][candidate] - block.Values[i][row]) * distanceWeights[i];
            if (distance < leastDistance) (best, leastDistance) = (candidate, distance);
        }
        return best;

        bool IsShown(int candidate)
        {
            foreach (var sibling in rows[block.Genres[row]])
                if (block.Tracks[sibling] == block.Tracks[candidate]) return true;
            return false;
        }
    }

    // Numbers count by how far they spread within genres on average; flags and categories do not count.
    private static double DistanceWeight(ProfileContent content, int variable)
    {
        if (content.Variables[variable].Kind != FeatureKind.Numeric) return 0;
        int low = content.Grid.Length / 6, high = content.Grid.Length - 1 - low;
        var spread = content.Genres.Average(genre => genre.Marginals[variable].Quantiles![high] - genre.Marginals[variable].Quantiles![low]);
        return spread > 0 ? 1 / spread : 0;
    }

    private void DrawTrack(RandomSource random, RandomSource artistRandom, int number, TrackBlock block, int row)
    {
        // Every era, as many rows as the profile was fitted to, has artists of its own.
        var genre = block.Genres[row];
        var era = number / blocksPerEra;
        // The power makes some artists have many tracks and many a few.
        var fame = random.NextDouble();
        var artist = artistsBefore[genre] + (int)(fame * Math.Sqrt(fame) * artists[genre]);
        artistRandom.Reseed(RandomSource.Mix(seed, ArtistStream, (ulong)era, (ulong)artist));
        block.Tracks[row] = number * RowsInBlock + row + 1;
        block.Artists[row] = era * artistsInEra + artist + 1;
        block.Albums[row] = (block.Artists[row] - 1) * AlbumsPerArtist + random.NextInt32(AlbumsPerArtist) + 1;

        Span<double> ofTrack = stackalloc double[variables], ofArtist = stackalloc double[variables];
        FillNormal(artistRandom, ofArtist);
        FillNormal(random, ofTrack);
        var factor = factors[genre];
        for (var i = 0; i < variables; i++)
        {
            double trackPart = 0, artistPart = 0;
            for (var j = 0; j <= i; j++)
            {
                trackPart += factor[i * variables + j] * ofTrack[j];
                artistPart += factor[i * variables + j] * ofArtist[j];
            }
            block.Values[i][row] = curves[genre][i].Value(artistWeights[i] * artistPart + trackWeights[i] * trackPart);
        }
    }

    // What the artist's part and the track's part must each correlate by, so that their weighted sums correlate as asked.
    private double[] PartCorrelations(double[] correlations)
    {
        var parts = new double[correlations.Length];
        var next = 0;
        for (var i = 0; i < variables; i++)
            for (var j = 0; j < i; j++)
                parts[next] = Math.Clamp(correlations[next++] / Math.Max(artistWeights[i] * artistWeights[j] + trackWeights[i] * trackWeights[j], 0.1), -1, 1);
        return parts;
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
