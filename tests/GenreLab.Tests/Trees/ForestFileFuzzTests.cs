using GenreLab.Tests.Models;
using GenreLab.Trees.Forests;

namespace GenreLab.Tests.Trees;

/// <inheritdoc/>
public sealed class ForestFileFuzzTests() : ModelFileFuzz(new RandomForestTrainer { Trees = 3, MaxDepth = 4, OutOfBag = true });
