using GenreLab.Evaluation;

namespace GenreLab.Models;

/// <summary>A classifier that knows how much each input helped while it was trained.</summary>
public interface IGainImportance
{
    /// <summary>For each input column its share of all that splits gained in training, with 95 % intervals over the trees;
    /// the shares add up to one. In the order of the columns; <paramref name="inputNames"/> names them.</summary>
    IReadOnlyList<FeatureImportance> GainImportance(IReadOnlyList<string> inputNames);
}
