using GenreLab.Numerics;

namespace GenreLab.Preprocessing;

/// <summary>One column a value seen in training: 1 where the row has it, else 0. A value never seen gives zeros only.</summary>
internal sealed class OneHotEncoder : IColumnEncoder
{
    public const string Word = "one-hot";

    private const int MaximumCategories = 4096;

    private readonly double[] categories;

    private OneHotEncoder(double[] categories) => this.categories = categories;

    public string Kind => Word;

    public IReadOnlyList<double> Parameters => categories;

    /// <exception cref="DataException">There are too many values for categories.</exception>
    public static OneHotEncoder Fit(ReadOnlySpan<double> sorted)
    {
        var categories = new List<double>();
        foreach (var value in sorted)
            if (categories.Count == 0 || value != categories[^1]) categories.Add(value);
        return categories.Count <= MaximumCategories
            ? new OneHotEncoder([.. categories])
            : throw new DataException($"A category feature has {categories.Count} different values, more than {MaximumCategories}; treat it as a number or leave it out.");
    }

    public static OneHotEncoder Restore(double[] parameters)
    {
        if (parameters.Length is 0 or > MaximumCategories)
            throw new ModelFileException($"The model file's one-hot encoding has {parameters.Length} categories instead of 1 to {MaximumCategories}; the file is damaged.");
        for (var i = 1; i < parameters.Length; i++)
            if (parameters[i] <= parameters[i - 1]) throw new ModelFileException("The categories of the model file's one-hot encoding do not ascend; the file is damaged.");
        return new OneHotEncoder(parameters);
    }

    public IEnumerable<string> OutputNames(string feature) => categories.Select(category => $"{feature}={category:R}");

    public void Encode(ReadOnlySpan<double> values, Matrix destination, int firstRow, int column)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var row = destination.Row(firstRow + i).Slice(column, categories.Length);
            if (double.IsNaN(values[i]))
            {
                row.Fill(float.NaN);
                continue;
            }
            var category = Array.BinarySearch(categories, values[i]);
            if (category >= 0) row[category] = 1;
        }
    }
}
