using GenreLab.Merging;

namespace GenreLab.Tests.Merging;

public sealed class ConfusionMassTests
{
    [Fact]
    public void MassIsTheSumOfProbabilitiesAGenre()
    {
        var mass = new ConfusionMass(2);
        mass.Add(0, [0.75f, 0.25f]);
        mass.Add(0, [0.5f, 0.5f]);
        mass.Add(1, [0.125f, 0.875f]);
        Assert.Equal((1.25, 0.75, 0.125, 0.875), (mass[0, 0], mass[0, 1], mass[1, 0], mass[1, 1]));
        Assert.Equal((2, 1), (mass.Rows(0), mass.Rows(1)));
        var other = new ConfusionMass(2);
        other.Add(1, [0.5f, 0.5f]);
        mass.Merge(other);
        Assert.Equal((0.625, 1.375, 2), (mass[1, 0], mass[1, 1], mass.Rows(1)));
    }

    [Fact]
    public void ThreadsDoNotChangeABit()
    {
        var predictions = Predictions.OfFamilies(3, 3, 1_001, 2);
        var (one, many) = (ConfusionMass.Of(predictions, 1), ConfusionMass.Of(predictions, 8));
        var sum = 0.0;
        for (var actual = 0; actual < 9; actual++)
        {
            for (var given = 0; given < 9; given++)
            {
                Assert.Equal(one[actual, given], many[actual, given]);
                sum += one[actual, given];
            }
        }
        Assert.Equal(1_001, sum, 1e-3);
        Assert.Equal(1_001, Enumerable.Range(0, 9).Sum(one.Rows));
    }

    [Fact]
    public void OtherShapesAreRefused()
    {
        var mass = new ConfusionMass(2);
        Assert.Throws<ArgumentException>(() => mass.Add(2, [0.5f, 0.5f]));
        Assert.Throws<ArgumentException>(() => mass.Add(0, [1f]));
        Assert.Throws<ArgumentException>(() => mass.Merge(new ConfusionMass(3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfusionMass(0));
    }
}
