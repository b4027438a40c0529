using GenreLab.Data;
using GenreLab.Joining;
using GenreLab.Numerics;
using GenreLab.Surveying;

namespace GenreLab.Tests.Surveying;

/// <summary>What is gathered merges in any order, survives as bytes, and counts right.</summary>
public sealed class SketchTests
{
    [Theory]
    [InlineData(0.0), InlineData(1.0), InlineData(0.1), InlineData(-123.456), InlineData(1e300), InlineData(5e-324)]
    public void ANumberIsFoundAgainByItsHash(double value)
    {
        Assert.NotEqual(0UL, CellHash.Number(value));
        Assert.Equal(value, CellHash.NumberOf(CellHash.Number(value)));
    }

    [Theory]
    [InlineData(1_000), InlineData(65_536)]
    public void FewValuesAreCountedExactly(int values)
    {
        var sketch = new DistinctSketch();
        for (var i = 0; i < 3 * values; i++) sketch.Add(CellHash.Number(i % values));
        Assert.Equal((values, true), sketch.Count());
        Assert.Equal(Enumerable.Range(0, values).Select(i => (double)i), sketch.Hashes().Select(CellHash.NumberOf).Order());
    }

    [Fact]
    public void ManyValuesAreEstimatedAlikeInAnyOrderAndFromParts()
    {
        const int Values = 400_000;
        DistinctSketch whole = new(), backwards = new(), merged = new();
        var parts = Enumerable.Range(0, 7).Select(_ => new DistinctSketch()).ToArray();
        for (var i = 0; i < Values; i++)
        {
            whole.Add(CellHash.Number(i));
            backwards.Add(CellHash.Number(Values - 1 - i));
            parts[i % 7].Add(CellHash.Number(i));
        }
        foreach (var part in parts.Reverse()) merged.Merge(Again(part));
        Assert.Equal(whole.Count(), backwards.Count());
        Assert.Equal(whole.Count(), merged.Count());
        Assert.Equal(whole.Hashes(), merged.Hashes());
        Assert.False(whole.Count().IsExact);
        Assert.InRange(whole.Count().Count, Values * 0.985, Values * 1.015);
    }

    [Fact]
    public void LabelledValuesMeasureALeakAsInMemory()
    {
        var random = new RandomSource(3);
        int[] values = [.. Enumerable.Range(0, 5_000).Select(_ => random.NextInt32(300))], labels = [.. values.Select(value => random.NextInt32(20) == 0 ? random.NextInt32(4) : value % 4)];
        var expected = LabelLeak.Measure(new NumberColumn("x", [.. values.Select(value => (double)value)]), labels, 4);
        LabelledValues one = new(), other = new();
        for (var row = 0; row < values.Length; row++) (row < 1_700 ? one : other).Add(CellHash.Number(values[row]), (ulong)labels[row]);
        other.Merge(Again(one));
        Assert.True(other.IsExact);
        Assert.Equal(expected, other.Leak(values.Length, expected.BaseRate));
    }

    [Fact]
    public void OfManyLabelledValuesAFairShareIsKeptInAnyOrder()
    {
        LabelledValues forwards = new(), backwards = new();
        const int Rows = 300_000;
        for (var row = 0; row < Rows; row++)
        {
            forwards.Add(CellHash.Number(row / 2), (ulong)(row / 2 % 3));
            backwards.Add(CellHash.Number((Rows - 1 - row) / 2), (ulong)((Rows - 1 - row) / 2 % 3));
        }
        Assert.False(forwards.IsExact);
        Assert.Equal(forwards.Threshold, backwards.Threshold);
        var leak = forwards.Leak(Rows, 1 / 3.0);
        Assert.Equal(leak, backwards.Leak(Rows, 1 / 3.0));
        Assert.Equal((Rows, 1.0), (leak.Rows, leak.Accuracy));
    }

    [Fact]
    public void ASampleDependsOnTheRowsAlone()
    {
        var random = new RandomSource(5);
        (ulong Key, int Row)[] rows = [.. Enumerable.Range(0, 10_000).Select(row => (random.NextUInt64() % 5_000, row))];
        RowSample forwards = new(1, 500, titled: true), merged = new(1, 500, titled: true);
        foreach (var (key, row) in rows) forwards.Add(key, row, row % 3, [row], $"title {row}");
        foreach (var part in rows.Reverse().Chunk(999))
        {
            var sample = new RowSample(1, 500, titled: true);
            foreach (var (key, row) in part) sample.Add(key, row, row % 3, [row], $"title {row}");
            merged.Merge(Again(sample));
        }
        var expected = rows.OrderBy(row => (row.Key, row.Row)).Take(500).Select(row => row.Row).Order().ToArray();
        foreach (var sample in new[] { forwards.Rows(), merged.Rows() })
        {
            Assert.Equal(expected, sample.Numbers);
            Assert.Equal(expected.Select(row => (double)row), sample.Columns[0]);
            Assert.Equal(expected.Select(row => row % 3), sample.Groups);
            Assert.Equal(expected.Select(row => $"title {row}"), sample.Titles);
        }
    }

    [Theory]
    [InlineData(1L << 30, false), InlineData(1L, true), InlineData(40_000L, true)]
    public void PairsAreSortedInMemoryAndFromFiles(long memory, bool spills)
    {
        var folder = Directory.CreateTempSubdirectory("genrelab-sort-").FullName;
        var random = new RandomSource(9);
        (ulong, int)[] pairs = [.. Enumerable.Range(0, 20_000).Select(row => (random.NextUInt64() % 3_000, random.NextInt32(1 << 20)))];
        using (var spill = new SpillFolder(folder))
        {
            var sorter = new FingerprintSorter(memory, spill);
            foreach (var (hash, number) in pairs) sorter.Add(hash, number);
            Assert.Equal(pairs.Order(), sorter.Sorted());
            Assert.Equal(spills, spill.BytesWritten > 0);
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        Directory.Delete(folder);
    }

    [Fact]
    public void ASurveySurvivesAsBytes()
    {
        TableSurvey first = TableSurvey.Of([true, false]), second = TableSurvey.Of([true, false]), whole = TableSurvey.Of([true, false]);
        for (var row = 0; row < 100; row++)
        {
            foreach (var survey in new[] { whole, row < 37 ? first : second })
            {
                survey.Columns[0].AddNumber(5 + 2 * row, CellHash.Number(5 + 2 * row), 1);
                survey.Columns[1].AddNumber(row % 2, CellHash.Number(row % 2), 1);
                if (!survey.Genres.TryCount(7)) survey.Genres.Add(7, "rock", 1);
            }
        }
        var merged = Again(first);
        merged.Merge(Again(second));
        Assert.True(merged.Columns[0].CountsRows);
        Assert.False(merged.Columns[1].CountsRows);
        Assert.True(merged.Columns[1].IsFlag);
        Assert.Equal((7UL, "rock", 100L), Assert.Single(merged.Genres.All));
        Assert.Equal(whole.Columns[0].Distinct.Hashes(), merged.Columns[0].Distinct.Hashes());
        Assert.Equal((100, 0), (merged.Columns[0].Rows, merged.Columns[0].Missing));
    }

    private static TableSurvey Again(TableSurvey survey) => new(Array.ConvertAll(survey.Columns, column => Again(column)), Again(survey.Genres));

    private static T Again<T>(T value) where T : IMergeable<T>
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, System.Text.Encoding.UTF8, leaveOpen: true)) value.Write(writer);
        bytes.Position = 0;
        using var reader = new BinaryReader(bytes);
        return T.Read(reader);
    }
}
