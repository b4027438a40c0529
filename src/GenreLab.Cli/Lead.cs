using System.Text.Json.Nodes;
using GenreLab.Evaluation;

namespace GenreLab.Cli;

/// <summary>How far the most accurate of several models leads the next, on the same test rows.</summary>
internal sealed record Lead(string First, string Second, PairedComparison Comparison)
{
    /// <summary>Compares the two most accurate; null of fewer than two.</summary>
    public static Lead? Of(IEnumerable<(string Model, RowPredictions Rows)> models, ulong seed)
    {
        var ranked = models.OrderByDescending(model => model.Rows.Accuracy).Take(2).ToArray();
        return ranked.Length < 2 ? null : new Lead(ranked[0].Model, ranked[1].Model, PairedComparison.Of(ranked[0].Rows, ranked[1].Rows, seed));
    }

    public string InWords => Comparison.InWords(First, Second);

    public JsonObject ToJson()
    {
        var json = (JsonObject)CliJson.From(Comparison)!;
        json["first"] = First;
        json["second"] = Second;
        json["words"] = InWords;
        return json;
    }
}
