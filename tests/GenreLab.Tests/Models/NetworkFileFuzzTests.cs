using GenreLab.Neural;

namespace GenreLab.Tests.Models;

/// <inheritdoc/>
public sealed class NetworkFileFuzzTests() : ModelFileFuzz(new MlpTrainer { Hidden = [4], BatchNorm = true, Epochs = 1 });
