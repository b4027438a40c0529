using GenreLab.Linear;
using GenreLab.Tests.Models;

namespace GenreLab.Tests.Linear;

/// <inheritdoc/>
public sealed class LogisticFileFuzzTests() : ModelFileFuzz(new LogisticRegressionTrainer { MaxIterations = 5 });
