using GenreLab.Numerics;

namespace GenreLab.Tests.Numerics;

public class GemmTests
{
    public static TheoryData<int, int, int> Shapes() => new()
    {
        { 1, 1, 1 }, { 3, 5, 7 }, { 8, 16, 32 }, { 9, 17, 33 }, { 15, 300, 16 }, { 64, 13, 114 }, { 31, 257, 48 }, { 100, 600, 70 }, { 5, 0, 9 }, { 0, 4, 3 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ProductIsTheNaiveOneAndTheSameForEveryWidthAndThreadCount(int rows, int depth, int columns)
    {
        var random = new RandomSource(1);
        Matrix a = Random(rows, depth, random), b = Random(depth, columns, random);
        var naive = new double[rows, columns];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                for (var k = 0; k < depth; k++) naive[i, j] += (double)a[i, k] * b[k, j];
        Matrix? first = null;
        foreach (var set in Enum.GetValues<InstructionSet>())
        {
            foreach (var threads in (int[])[1, 2, 3])
            {
                var product = new Matrix(rows, columns);
                product.Values.Fill(float.NaN);
                Gemm.Multiply(a, b, product, threads, set);
                for (var i = 0; i < rows; i++)
                    for (var j = 0; j < columns; j++) Assert.Equal(naive[i, j], product[i, j], 1e-5 * Math.Sqrt(depth + 1));
                first ??= product;
                for (var i = 0; i < rows; i++) Assert.Equal(first.Row(i), product.Row(i));
            }
        }
    }

    [Fact]
    public void ShapesThatDoNotFitAreRefused() =>
        Assert.Contains("(2 × 3) · (4 × 5)", Assert.Throws<ArgumentException>(() => Gemm.Multiply(new Matrix(2, 3), new Matrix(4, 5), new Matrix(2, 5))).Message, StringComparison.Ordinal);

    private static Matrix Random(int rows, int columns, RandomSource random)
    {
        var matrix = new Matrix(rows, columns);
        for (var i = 0; i < rows; i++)
            foreach (ref var value in matrix.Row(i)) value = 2 * random.NextSingle() - 1;
        return matrix;
    }
}
