using System.Runtime.InteropServices;

namespace GenreLab.Models;

/// <summary>An array as the public safetensors layout knows it: little-endian bytes with a type word and a shape.</summary>
/// <param name="ElementType">The safetensors type word: <c>F32</c>, <c>F64</c>, <c>F16</c>, <c>I32</c>, <c>I64</c>, <c>U64</c>, <c>U32</c>, <c>U16</c>, <c>U8</c>.</param>
/// <param name="Shape">Sizes, outermost first; empty for a single number.</param>
/// <param name="Bytes">The elements, row-major, little-endian.</param>
public sealed record Tensor(string ElementType, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Number of elements: the product of the shape.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Copies values into a tensor; without a shape it is one-dimensional.</summary>
    /// <exception cref="ArgumentException">The element type has no safetensors word, or the shape does not fit the values.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        long[] sizes = shape.IsEmpty ? [values.Length] : shape.ToArray();
        var tensor = new Tensor(TypeWord<T>(), sizes, MemoryMarshal.AsBytes(values).ToArray());
        return tensor.Count == values.Length ? tensor : throw new ArgumentException($"{values.Length} values do not fill the shape [{string.Join(", ", sizes)}].", nameof(shape));
    }

    /// <summary>The elements.</summary>
    /// <exception cref="ModelFileException">The tensor holds another type.</exception>
    public ReadOnlySpan<T> Read<T>() where T : unmanaged => ElementType == TypeWord<T>()
        ? MemoryMarshal.Cast<byte, T>(Bytes.Span)
        : throw new ModelFileException($"A tensor of type {TypeWord<T>()} was expected where the model file holds {ElementType}; the file was made by another tool or is damaged.");

    private static string TypeWord<T>() =>
        typeof(T) == typeof(float) ? "F32" : typeof(T) == typeof(double) ? "F64" : typeof(T) == typeof(Half) ? "F16"
        : typeof(T) == typeof(int) ? "I32" : typeof(T) == typeof(long) ? "I64" : typeof(T) == typeof(ulong) ? "U64"
        : typeof(T) == typeof(uint) ? "U32" : typeof(T) == typeof(ushort) ? "U16" : typeof(T) == typeof(byte) ? "U8"
        : throw new ArgumentException($"{typeof(T)} has no safetensors type.");
}
