using GenreLab.Synthesis;

namespace GenreLab.Tests.Synthesis;

public class CorrelationMatrixTests
{
    [Fact]
    public void TheFactorsProductIsTheMatrix()
    {
        double[] correlations = [0.5, -0.3, 0.2];
        var factor = CorrelationMatrix.Factor(correlations, 3);
        Assert.Equal(1, Product(factor, 0, 0), 12);
        Assert.Equal(0.5, Product(factor, 1, 0), 12);
        Assert.Equal(-0.3, Product(factor, 2, 0), 12);
        Assert.Equal(0.2, Product(factor, 2, 1), 12);
        Assert.Equal(1, Product(factor, 2, 2), 12);
    }

    [Fact]
    public void ContradictionsAreShrunk()
    {
        // x and y alike, y and z alike, x and z opposite: impossible.
        var factor = CorrelationMatrix.Factor([0.9, -0.9, 0.9], 3);
        Assert.Equal(1, Product(factor, 2, 2), 12);
        Assert.InRange(Product(factor, 1, 0), 0.3, 0.6);
        Assert.Equal(Product(factor, 1, 0), -Product(factor, 2, 0), 12);
    }

    private static double Product(double[] factor, int i, int j) => Enumerable.Range(0, 3).Sum(k => factor[i * 3 + k] * factor[j * 3 + k]);
}
