using GenreLab.Tests.Models;
using GenreLab.Trees.Boosting;

namespace GenreLab.Tests.Trees;

/// <inheritdoc/>
public sealed class BoostingFileFuzzTests() : ModelFileFuzz(new GradientBoostingTrainer { Rounds = 3, MaxDepth = 4, MinChildWeight = 1 });
