using GenreLab.Neural;
using GenreLab.Neural.Recurrent;

namespace GenreLab.Tests.Models;

/// <inheritdoc/>
public sealed class RecurrentFileFuzzTests() : ModelFileFuzz(new LstmTrainer { Dense = 5, Units = [3, 2], Bidirectional = true, LayerNorm = true, Pooling = Pooling.Max, RecurrentDropout = 0.1, Epochs = 1 });
