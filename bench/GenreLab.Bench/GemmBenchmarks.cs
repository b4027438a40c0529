using BenchmarkDotNet.Attributes;
using GenreLab.Numerics;

namespace GenreLab.Bench;

/// <summary>Matrix products of the shapes that occur in training, at every vector width.</summary>
public class GemmBenchmarks
{
    private Matrix a = null!, b = null!, c = null!;

    [Params("512x512x512", "150x150x128", "512x256x64", "114x15x128")]
    public string Shape { get; set; } = "";

    [Params(InstructionSet.Vector512, InstructionSet.Vector256, InstructionSet.Portable)]
    public InstructionSet Instructions { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var sizes = Shape.Split('x').Select(int.Parse).ToArray();
        var random = new RandomSource(1);
        a = new Matrix(sizes[0], sizes[1]);
        b = new Matrix(sizes[1], sizes[2]);
        c = new Matrix(sizes[0], sizes[2]);
        foreach (var matrix in (Matrix[])[a, b])
            for (var row = 0; row < matrix.Rows; row++)
                foreach (ref var value in matrix.Row(row)) value = random.NextSingle();
    }

    [Benchmark]
    public void Multiply() => Gemm.Multiply(a, b, c, 1, Instructions);
}
