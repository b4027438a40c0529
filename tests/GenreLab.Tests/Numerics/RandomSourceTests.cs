using GenreLab.Numerics;

namespace GenreLab.Tests.Numerics;

public class RandomSourceTests
{
    [Fact]
    public void SameSeedGivesTheSameStream()
    {
        var one = new RandomSource(7);
        var two = new RandomSource(7);
        for (var i = 0; i < 100; i++) Assert.Equal(one.NextUInt64(), two.NextUInt64());
    }

    [Fact]
    public void ManyAtOnceAreTheSameNumbers()
    {
        var one = new RandomSource(7);
        var two = new RandomSource(7);
        var many = new ulong[50];
        for (var round = 0; round < 3; round++)
        {
            one.Fill(many);
            foreach (var number in many) Assert.Equal(two.NextUInt64(), number);
        }
    }

    [Fact]
    public void KeysNameIndependentStreams() =>
        Assert.NotEqual(RandomSource.For(7, 1).NextUInt64(), RandomSource.For(7, 2).NextUInt64());

    [Fact]
    public void WholeNumbersAreUniform()
    {
        var random = new RandomSource(3);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++) counts[random.NextInt32(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void NormalDrawsHaveMeanZeroAndVarianceOne()
    {
        var random = new RandomSource(5);
        double sum = 0, squares = 0;
        const int count = 200_000;
        for (var i = 0; i < count; i++)
        {
            var x = random.NextNormal();
            sum += x;
            squares += x * x;
        }
        Assert.InRange(sum / count, -0.01, 0.01);
        Assert.InRange(squares / count, 0.98, 1.02);
    }
}
