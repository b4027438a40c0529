using GenreLab.Synthesis;

namespace GenreLab.Tests.Synthesis;

public class NumberFormatTests
{
    [Fact]
    public void WholeNumbersHaveNoDecimals() => Assert.Equal(new NumberFormat(Decimals: 0), NumberFormat.Of([0, 73, 230_666]));

    [Fact]
    public void ThousandthsHaveThreeDecimals() => Assert.Equal(new NumberFormat(Decimals: 3), NumberFormat.Of([87.917, -6.746, 0]));

    [Fact]
    public void SmallNumbersHaveSignificantDigits() => Assert.Equal(new NumberFormat(SignificantDigits: 3), NumberFormat.Of([0.676, 1.01e-6, 0, 0.0763]));

    [Theory]
    [InlineData(0.07634999, 0.0763)]
    [InlineData(1.0149e-6, 1.01e-6)]
    [InlineData(0.9996, 1)]
    [InlineData(123_456, 123_000)]
    [InlineData(-0.5555, -0.556)]
    [InlineData(0, 0)]
    public void SignificantDigitsReadAsTheyAreWritten(double value, double expected) => Assert.Equal(expected, new NumberFormat(SignificantDigits: 3).Round(value));
}
