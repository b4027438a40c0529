using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Tests.Models;

public sealed class TrainingFingerprintsTests
{
    private static TrainingFingerprints Stored(TrainingFingerprints fingerprints, out long bytes)
    {
        var document = new JsonObject();
        var tensors = new Dictionary<string, Tensor>();
        fingerprints.Export(document, tensors);
        bytes = tensors.Values.Sum(tensor => tensor.Bytes.Length);
        return TrainingFingerprints.Import(document, tensors);
    }

    private static ulong[] Draw(int count, ulong seed)
    {
        var random = new RandomSource(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextUInt64())];
    }

    [Fact]
    public void FewAreKeptWhole()
    {
        var rows = Draw(1000, 1);
        var stored = Stored(TrainingFingerprints.Of(rows), out var bytes);
        Assert.Equal(8000, bytes);
        Assert.Equal(64, stored.Bits);
        Assert.Equal(rows.Order(), stored.Values.ToArray());
        Assert.True(Array.TrueForAll(rows, stored.Contains));
        Assert.DoesNotContain(Draw(1000, 2), stored.Contains);
        Assert.Equal(0, Stored(TrainingFingerprints.None, out _).Values.Length);
    }

    [Fact]
    public void ManyAreKeptInAThirdOfTheRoom()
    {
        var rows = Draw(50_000, 1);
        rows[7] = rows[8];
        (rows[0], rows[1]) = (0, ulong.MaxValue);
        var few = TrainingFingerprints.Of(rows, mostWhole: 10_000);
        var stored = Stored(few, out var bytes);
        Assert.Equal(36, stored.Bits);
        Assert.InRange(bytes, 0, 50_000 * 23 / 8);
        Assert.Equal(few.Values.ToArray(), stored.Values.ToArray());
        Assert.True(Array.TrueForAll(rows, stored.Contains));
        // One in a million strange rows at most.
        Assert.InRange(Draw(200_000, 2).Count(stored.Contains), 0, 2);
        Assert.Equal(50_010, stored.With(Draw(10, 3)).Values.Length);
        Assert.True(Array.TrueForAll(Draw(10, 3), stored.With(Draw(10, 3)).Contains));
        Assert.True(Array.TrueForAll(rows, stored.With(Draw(10, 3)).Contains));
    }

    [Fact]
    public void DamageIsNoticed()
    {
        var document = new JsonObject();
        var tensors = new Dictionary<string, Tensor>();
        TrainingFingerprints.Of(Draw(5000, 1), mostWhole: 10).Export(document, tensors);
        var (name, tensor) = tensors.Single();
        Assert.Throws<ModelFileException>(() => TrainingFingerprints.Import(document, new Dictionary<string, Tensor> { [name] = Tensor.From(tensor.Bytes.Span[..^30]) }));
        Assert.Throws<ModelFileException>(() => TrainingFingerprints.Import(document, new Dictionary<string, Tensor> { [name] = Tensor.From<byte>([.. Enumerable.Repeat((byte)255, tensor.Bytes.Length)]) }));
        document["fingerprints"]!["count"] = int.MaxValue;
        Assert.Throws<ModelFileException>(() => TrainingFingerprints.Import(document, tensors));
        document["fingerprints"]!["bits"] = 70;
        Assert.Throws<ModelFileException>(() => TrainingFingerprints.Import(document, tensors));
    }
}
