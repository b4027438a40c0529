using GenreLab.Numerics;
using GenreLab.Trees.Splitting;

namespace GenreLab.Tests.Trees;

public class RandomNumbersTests
{
    [Fact]
    public void AreThoseOfTheirSource()
    {
        var source = new RandomSource(4);
        var choice = new RandomSource(5);
        var numbers = new RandomNumbers();
        numbers.Restart(new RandomSource(9));
        numbers.NextUInt64();
        numbers.Restart(new RandomSource(4));
        for (var i = 0; i < 5000; i++)
        {
            if (choice.NextInt32(4) == 0) Assert.Equal(source.NextUInt64(), numbers.NextUInt64());
            // Above half of all numbers every second draw is refused and made again.
            var range = choice.NextInt32(3) == 0 ? int.MaxValue - choice.NextInt32(1 << 30) : 1 + choice.NextInt32(300);
            Assert.Equal(source.NextInt32(range), numbers.NextInt32(range));
        }
    }
}
