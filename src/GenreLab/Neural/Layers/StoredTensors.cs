using GenreLab.Models;

namespace GenreLab.Neural.Layers;

/// <summary>Reads a layer's tensors with the shapes it expects.</summary>
internal static class StoredTensors
{
    /// <summary>The named single-precision tensor.</summary>
    /// <exception cref="ModelFileException">It is missing, of another shape, or holds a number that is not finite.</exception>
    public static ReadOnlySpan<float> Read(IReadOnlyDictionary<string, Tensor> tensors, string name, params ReadOnlySpan<int> shape)
    {
        if (!tensors.TryGetValue(name, out var tensor)) throw new ModelFileException($"The model file lacks the tensor '{name}' that its settings call for; save the model again.");
        var fits = tensor.Shape.Count == shape.Length;
        for (var i = 0; fits && i < shape.Length; i++) fits = tensor.Shape[i] == shape[i];
        if (!fits)
            throw new ModelFileException($"Tensor '{name}' has the shape [{string.Join(", ", tensor.Shape)}] where the model's settings call for [{string.Join(", ", shape.ToArray())}]; the model file is damaged or was written for another network.");
        var values = tensor.Read<float>();
        foreach (var value in values)
            if (!float.IsFinite(value)) throw new ModelFileException($"Tensor '{name}' holds a number that is not finite; the model file is damaged or its training failed.");
        return values;
    }

    /// <summary>Reads a matrix into rows that lie <paramref name="stride"/> apart.</summary>
    public static void ReadRows(IReadOnlyDictionary<string, Tensor> tensors, string name, int rows, int columns, Span<float> destination, int stride)
    {
        var values = Read(tensors, name, rows, columns);
        for (var row = 0; row < rows; row++) values.Slice(row * columns, columns).CopyTo(destination[(row * stride)..]);
    }

    /// <summary>A matrix of rows that lie <paramref name="stride"/> apart.</summary>
    public static Tensor Rows(ReadOnlySpan<float> values, int rows, int columns, int stride)
    {
        var matrix = new float[rows * columns];
        for (var row = 0; row < rows; row++) values.Slice(row * stride, columns).CopyTo(matrix.AsSpan(row * columns));
        return Tensor.From<float>(matrix, rows, columns);
    }
}
