using System.Text.Json.Nodes;

namespace GenreLab.Models;

/// <summary>A fitted part of a model (the classifier or the preprocessor) taken apart for storage.</summary>
/// <param name="Settings">Its structure, for example layer sizes or the scaling chosen; plain JSON.</param>
/// <param name="Tensors">Its learnt numbers by name.</param>
public sealed record StoredState(JsonObject Settings, IReadOnlyDictionary<string, Tensor> Tensors);
