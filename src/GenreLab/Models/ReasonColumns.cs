using GenreLab.Data;
using GenreLab.Preprocessing;

namespace GenreLab.Models;

/// <summary>Writes explanations as columns that can be read in a spreadsheet.</summary>
internal static class ReasonColumns
{
    private const int Decimals = 6;

    /// <summary><c>baseline</c>, then <c>because1</c>, <c>effect1</c>…, the strongest first, then <c>other_effects</c>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="table">The explained tracks.</param>
    /// <param name="schema">Which column is what.</param>
    /// <param name="explanations">Of every row of the table.</param>
    /// <param name="reasons">How many features to name, 1 or more; at most as many as there are.</param>
    public static IEnumerable<Column> Make(GenreModel model, Table table, Schema schema, Explanations explanations, int reasons)
    {
        var features = explanations.Features;
        var values = FeatureColumns.Find(table, schema, model.Preprocessor.Features);
        reasons = Math.Min(reasons, features.Count);
        var because = new string?[reasons][];
        var effects = new double[reasons][];
        for (var rank = 0; rank < reasons; rank++) (because[rank], effects[rank]) = (new string?[table.RowCount], new double[table.RowCount]);
        var baselines = new double[table.RowCount];
        var others = new double[table.RowCount];
        for (var row = 0; row < table.RowCount; row++)
        {
            baselines[row] = Math.Round(explanations.Baselines[row], Decimals);
            double rest = 0;
            foreach (var effect in explanations.Effects.Row(row)) rest += effect;
            for (var rank = 0; rank < reasons; rank++) effects[rank][row] = double.NaN;
            foreach (var (rank, feature) in explanations.StrongestPositions(row, reasons).Index())
            {
                double effect = explanations.Effects[row, feature];
                rest -= effect;
                because[rank][row] = values[feature].IsMissing(row) ? $"{features[feature]} missing" : $"{features[feature]} = {values[feature].Text(row)}";
                effects[rank][row] = Math.Round(effect, Decimals);
            }
            // Adding zero turns what may be a negative zero into zero.
            others[row] = Math.Round(rest, Decimals) + 0.0;
        }

        yield return new NumberColumn("baseline", baselines);
        for (var rank = 0; rank < reasons; rank++)
        {
            yield return TextColumn.From($"because{rank + 1}", because[rank]);
            yield return new NumberColumn($"effect{rank + 1}", effects[rank]);
        }
        yield return new NumberColumn("other_effects", others);
    }
}
