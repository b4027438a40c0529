using GenreLab.Data;
using GenreLab.Numerics;
using GenreLab.Preprocessing;

namespace GenreLab.Synthesis;

/// <summary>Gathers a profile from a cleaned table.</summary>
internal sealed class ProfileFitter
{
    // Closer together in the tails, where distributions bend; with the smallest value and the next 33 numbers a feature and genre.
    private static readonly double[] Grid =
    [
        0.0005, 0.004, 0.012, 0.025, 0.045,
        .. Enumerable.Range(0, 21).Select(i => Math.Round(0.07 + 0.043 * i, 4)),
        0.955, 0.975, 0.988, 0.996, 0.9995,
    ];

    // Ties hide a part of a correlation; it is restored, but not where so little is left that it would be noise.
    private const double LeastVisibleVariance = 0.15;
    private const double LargestCorrelation = 0.97;

    private readonly Table table;
    private readonly string shape;
    private readonly string label;
    private readonly List<ProfileColumn> columns = [];
    private readonly List<ProfileVariable> variables = [];
    private readonly List<double[]> values = [];
    private readonly string[] genreNames;
    private readonly int[] genreOfRow;
    private readonly int[] artistOfRow;
    private readonly int[][] rowsOfGenre;

    public ProfileFitter(Table table, Schema schema)
    {
        this.table = table;
        shape = schema.Shape;
        label = schema.Label ?? throw new DataException($"{table.Name} has no label column, so there are no genres to fit a profile to.");
        foreach (var column in table.Columns) AddColumn(column, schema);
        if (variables.Count == 0) throw new DataException($"{table.Name} has no features to fit a profile to.");

        var labels = table[label];
        genreNames = [.. Enumerable.Range(0, table.RowCount).Where(row => !labels.IsMissing(row)).Select(labels.Text).Distinct().Order(StringComparer.Ordinal)];
        if (genreNames.Length == 0) throw new DataException($"{table.Name} has no row with a genre to fit a profile to.");
        var indexes = genreNames.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
        genreOfRow = [.. Enumerable.Range(0, table.RowCount).Select(row => labels.IsMissing(row) ? -1 : indexes[labels.Text(row)])];
        rowsOfGenre = [.. Enumerable.Range(0, genreNames.Length).Select(_ => Array.Empty<int>())];
        foreach (var group in Enumerable.Range(0, table.RowCount).Where(row => genreOfRow[row] >= 0).GroupBy(row => genreOfRow[row])) rowsOfGenre[group.Key] = [.. group];
        artistOfRow = FirstArtists(schema);
    }

    public ProfileContent Fit()
    {
        var shared = SharedTracks();
        var scoresOfGenre = new double[genreNames.Length][][];
        var genres = new ProfileGenre[genreNames.Length];
        var rows = rowsOfGenre.Sum(genre => genre.Length);
        Parallel.For(0, genres.Length, genre =>
        {
            var scores = values.Select(column => NormalScores.Of(Select(column, rowsOfGenre[genre]))).ToArray();
            scoresOfGenre[genre] = scores;
            genres[genre] = new ProfileGenre(
                genreNames[genre],
                Math.Round((double)rowsOfGenre[genre].Length / rows, 8),
                Math.Max(1, rowsOfGenre[genre].Select(row => artistOfRow[row]).Distinct().Count()),
                [.. variables.Select((variable, v) => MarginalOf(variable, Select(values[v], rowsOfGenre[genre]), values[v]))],
                Correlations(scores),
                shared[genre]);
        });
        return new ProfileContent
        {
            Version = ProfileContent.CurrentVersion,
            Shape = shape,
            Rows = rows,
            Columns = columns,
            Variables = [.. variables.Select((variable, i) => variable with { ArtistCorrelation = ArtistCorrelation(scoresOfGenre, i) })],
            Grid = Grid,
            Genres = genres,
        };
    }

    private void AddColumn(Column column, Schema schema)
    {
        var feature = schema.Features.FirstOrDefault(feature => feature.Column == column.Name);
        var role = schema.Roles.GetValueOrDefault(column.Name, ColumnRole.Other);
        double[]? numbers = null;
        var kind = FeatureKind.Numeric;
        if (feature is not null)
        {
            numbers = (column as NumberColumn)?.Values.ToArray()
                ?? throw new DataException($"{table.Name} has text in the feature column '{column.Name}'; clean the table before fitting a profile.");
            kind = feature.Kind;
        }
        else if (role == ColumnRole.ReleaseDate)
        {
            numbers = [.. Enumerable.Range(0, column.Count).Select(row => Year(column.Text(row)))];
        }

        if (numbers is not null && numbers.Any(double.IsFinite))
        {
            for (var row = 0; row < numbers.Length; row++)
                if (!double.IsFinite(numbers[row])) numbers[row] = double.NaN;
            columns.Add(new ProfileColumn(column.Name, role, variables.Count));
            var name = feature?.Name ?? "year";
            variables.Add(new ProfileVariable(name, kind, NumberFormat.Of([.. numbers.Where(double.IsFinite)]), 0, kind == FeatureKind.Flag && name == "explicit"));
            values.Add(numbers);
        }
        else if (role is not ColumnRole.Other || ColumnNames.FeatureOf(column.Name) is null)
        {
            // A feature left out on purpose has no place among the drawn ones either.
            columns.Add(new ProfileColumn(column.Name, role, null));
        }
    }

    private static double Year(string text) => text.Length >= 4 && int.TryParse(text.AsSpan(0, 4), out var year) ? year : double.NaN;

    // The first of the artists, which Spotify tables separate by semicolons; without artists every track has its own.
    private int[] FirstArtists(Schema schema)
    {
        if (schema.ColumnOf(ColumnRole.Artist) is not { } name || table.Find(name) is not { } column) return [.. Enumerable.Range(0, table.RowCount)];
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var artists = new int[table.RowCount];
        for (var row = 0; row < artists.Length; row++)
        {
            var text = column.Text(row);
            var first = text.Split(';', 2)[0];
            if (!known.TryGetValue(first, out var artist)) known[first] = artist = known.Count;
            artists[row] = artist;
        }
        return artists;
    }

    private static ProfileMarginal MarginalOf(ProfileVariable variable, double[] inGenre, double[] everywhere)
    {
        var present = Array.FindAll(inGenre, double.IsFinite);
        if (present.Length == 0) present = Array.FindAll(everywhere, double.IsFinite);
        Array.Sort(present);
        if (variable.Kind != FeatureKind.Numeric)
        {
            var counts = present.CountBy(value => value).ToArray();
            return new ProfileMarginal { Values = [.. counts.Select(pair => pair.Key)], Shares = [.. counts.Select(pair => Math.Round((double)pair.Value / present.Length, 6))] };
        }

        var lowestCount = Array.FindLastIndex(present, value => value == present[0]) + 1;
        return new ProfileMarginal
        {
            LowestShare = Math.Round((double)lowestCount / present.Length, 6),
            Lowest = [present[0], present[Math.Min(lowestCount, present.Length - 1)]],
            Quantiles = [.. Grid.Select(share => Short(ColumnEncoder.QuantileOf(present, share)))],
        };
    }

    private static double[] Correlations(double[][] scores)
    {
        var variances = Array.ConvertAll(scores, score => Product(score, score));
        var correlations = new double[CorrelationMatrix.Length(scores.Length)];
        var next = 0;
        for (var i = 0; i < scores.Length; i++)
            for (var j = 0; j < i; j++)
            {
                // The score of a tied value is the mean of the normal variable behind it, so the covariance of the scores is that of
                // the variables behind times both variances.
                var visible = variances[i] * variances[j];
                var correlation = visible == 0 ? 0 : Product(scores[i], scores[j]) / Math.Max(visible, LeastVisibleVariance);
                correlations[next++] = Math.Round(Math.Clamp(correlation, -LargestCorrelation, LargestCorrelation), 3);
            }
        return correlations;
    }

    private static double Product(double[] one, double[] other)
    {
        var sum = 0.0;
        for (var i = 0; i < one.Length; i++) sum += one[i] * other[i];
        return sum / one.Length;
    }

    // The mean product of the scores of two tracks of an artist, over the mean square: Fisher's intraclass correlation.
    private double ArtistCorrelation(double[][][] scoresOfGenre, int variable)
    {
        double products = 0, squares = 0;
        for (var genre = 0; genre < scoresOfGenre.Length; genre++)
        {
            var rows = rowsOfGenre[genre];
            foreach (var artist in Enumerable.Range(0, rows.Length).GroupBy(i => artistOfRow[rows[i]]))
            {
                var tracks = artist.ToArray();
                if (tracks.Length < 2) continue;
                var scores = scoresOfGenre[genre][variable];
                double sum = 0, square = 0;
                foreach (var track in tracks)
                {
                    sum += scores[track];
                    square += scores[track] * scores[track];
                }
                products += (sum * sum - square) / (tracks.Length - 1);
                squares += square;
            }
        }
        return squares == 0 ? 0 : Math.Round(Math.Clamp(products / squares, 0, 0.95), 3);
    }

    // Of a track listed in several rows one row (drawn, so that no genre is favoured) counts as its home; the others come from there.
    private SortedDictionary<int, double>[] SharedTracks()
    {
        var shared = genreNames.Select(_ => new SortedDictionary<int, double>()).ToArray();
        if (columns.FirstOrDefault(column => column.Role == ColumnRole.TrackId) is not { } id) return shared;
        var ids = table[id.Name];
        var random = new RandomSource(1);
        foreach (var track in Enumerable.Range(0, table.RowCount).Where(row => genreOfRow[row] >= 0 && !ids.IsMissing(row)).GroupBy(ids.Text))
        {
            var genres = track.Select(row => genreOfRow[row]).ToArray();
            if (genres.Length == 1) continue;
            var home = genres[random.NextInt32(genres.Length)];
            foreach (var genre in genres.Where(genre => genre != home))
                shared[genre][home] = shared[genre].GetValueOrDefault(home) + 1;
        }
        for (var genre = 0; genre < shared.Length; genre++)
            foreach (var home in shared[genre].Keys.ToArray())
                shared[genre][home] = Math.Round(shared[genre][home] / rowsOfGenre[genre].Length, 6);
        return shared;
    }

    private static double[] Select(double[] column, int[] rows) => Array.ConvertAll(rows, row => column[row]);

    // Five significant digits.
    private static double Short(double value) => new NumberFormat(SignificantDigits: 5).Round(value);
}
