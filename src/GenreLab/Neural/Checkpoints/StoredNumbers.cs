using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Models;

namespace GenreLab.Neural.Checkpoints;

/// <summary>Reads numbers of a checkpoint, trusting nothing.</summary>
internal static class StoredNumbers
{
    /// <summary>Copies a tensor of exactly the length of its destination.</summary>
    /// <exception cref="InvalidDataException">It is missing or of another type or length.</exception>
    public static void Read<T>(IReadOnlyDictionary<string, Tensor> tensors, string name, Span<T> destination) where T : unmanaged
    {
        if (!tensors.TryGetValue(name, out var tensor)) throw new InvalidDataException($"it lacks the numbers '{name}'");
        if (tensor.Count != destination.Length) throw new InvalidDataException($"its '{name}' are {tensor.Count:N0} numbers where {destination.Length:N0} are needed");
        tensor.Read<T>().CopyTo(destination);
    }

    /// <summary>A whole number from 0 to <paramref name="most"/>.</summary>
    /// <exception cref="InvalidDataException">It is missing or something else.</exception>
    public static long Count(JsonObject settings, string name, long most) =>
        settings[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out long count) && count >= 0 && count <= most
            ? count
            : throw new InvalidDataException($"it lacks the number '{name}' (0 to {most:N0})");
}
