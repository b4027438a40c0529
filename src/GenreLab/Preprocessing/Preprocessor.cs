using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Preprocessing;

/// <summary>Turns a table's features into a model's inputs, with everything it knows learnt from training rows. Immutable and thread-safe.</summary>
public sealed class Preprocessor
{
    /// <summary>Learns scales, bins, categories and imputation values from the training rows.</summary>
    public static Preprocessor Fit(Table table, Schema schema, ReadOnlySpan<int> trainRows, PreprocessingOptions options) => throw new NotImplementedException();

    /// <summary>The options it was fitted with.</summary>
    public PreprocessingOptions Options => throw new NotImplementedException();

    /// <summary>The features it reads.</summary>
    public IReadOnlyList<Feature> Features => throw new NotImplementedException();

    /// <summary>What each output column is, for example <c>tempo</c> or <c>key=5</c>.</summary>
    public IReadOnlyList<string> OutputNames => throw new NotImplementedException();

    /// <summary>The inputs of the chosen rows: rows × <see cref="OutputNames"/>. Features are found in the table by canonical name
    /// through <paramref name="schema"/>; missing values are imputed.</summary>
    /// <exception cref="DataException">The table lacks a feature; the message names it.</exception>
    public Matrix Transform(Table table, Schema schema, ReadOnlySpan<int> rows) => throw new NotImplementedException();

    /// <summary>Takes it apart for storage.</summary>
    public StoredState Export() => throw new NotImplementedException();

    /// <summary>Puts it together again.</summary>
    /// <exception cref="ModelFileException">The state is incomplete or impossible.</exception>
    public static Preprocessor Import(StoredState state) => throw new NotImplementedException();
}
