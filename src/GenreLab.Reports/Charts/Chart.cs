using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenreLab.Reports.Charts;

/// <summary>A Vega-Lite chart. Colours and fonts are not in the specification: the page sets them, light or dark.</summary>
/// <param name="Kind">What it shows, as a CSS class, for example <c>confusion</c>.</param>
/// <param name="Specification">The Vega-Lite specification.</param>
internal sealed record Chart(string Kind, JsonObject Specification)
{
    // Escapes < > & and quotes, so the text can stand inside a script element.
    private static readonly JsonSerializerOptions Compact = new() { WriteIndented = false };

    // Colours for series in the page's style sheet; further series begin again with the first.
    private const int SeriesColors = 8;

    /// <summary>What the colours mean: a name and the number of its colour in the page's style sheet.</summary>
    public IReadOnlyList<(string Name, int Series)> Legend { get; set; } = [];

    /// <summary>A chart from its specification's text; text from outside goes in as <paramref name="parameters"/> and data, never into the text.</summary>
    /// <param name="kind">What it shows, as a CSS class.</param>
    /// <param name="description">What it shows, for people who do not see it.</param>
    /// <param name="specification">JSON with comments and trailing commas allowed.</param>
    /// <param name="parameters">Constants that expressions name.</param>
    public static Chart From(string kind, string description, string specification, params ReadOnlySpan<(string Name, JsonNode Value)> parameters)
    {
        var spec = JsonNode.Parse(specification, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!.AsObject();
        spec.Insert(0, "$schema", "https://vega.github.io/schema/vega-lite/v6.json");
        spec.Insert(1, "description", description);
        spec["width"] ??= "container";
        var all = spec["params"] as JsonArray;
        if (all is null) spec["params"] = all = [];
        foreach (var (name, value) in parameters) all.Add(new JsonObject { ["name"] = name, ["value"] = value });
        return new Chart(kind, spec);
    }

    /// <summary>Fixes the order in which a channel shows its values.</summary>
    public void SetDomain(string channel, IEnumerable<string> values)
    {
        var definition = Specification["encoding"]![channel]!.AsObject();
        definition["scale"] ??= new JsonObject();
        definition["scale"]!["domain"] = Array(values);
    }

    /// <summary>Gives every model its colour, the same in all charts of the page: the colour channel gets the field <c>model</c>,
    /// made of the column <c>m</c>, the place in <paramref name="models"/>; the legend names those in <paramref name="shown"/>.</summary>
    public void SetModels(IReadOnlyList<RankedModel> models, IReadOnlyCollection<RankedModel> shown)
    {
        Specification["encoding"]!["color"] = new JsonObject { ["field"] = "model", ["type"] = "nominal", ["legend"] = null };
        SetDomain("color", models.Select(model => model.Name));
        Specification["params"]!.AsArray().Add(new JsonObject { ["name"] = "models", ["value"] = Array(models.Select(model => model.Name)) });
        if (Specification["transform"] is not JsonArray transform) Specification["transform"] = transform = [];
        transform.Insert(0, new JsonObject { ["calculate"] = "models[datum.m]", ["as"] = "model" });
        Legend = [.. models.Select((model, index) => (model, index)).Where(entry => shown.Contains(entry.model)).Select(entry => (entry.model.Name, entry.index % SeriesColors + 1))];
    }

    /// <summary>The specification as it stands in the page.</summary>
    public string ToJson() => Specification.ToJsonString(Compact);

    /// <summary>Texts as a JSON array.</summary>
    public static JsonArray Array(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];

    /// <summary>Numbers as a JSON array.</summary>
    public static JsonArray Array(IEnumerable<double> numbers) => [.. numbers.Select(number => double.IsFinite(number) ? (JsonNode)Math.Round(number, 6) : null)];

    /// <summary>Gives the chart its data as bare rows of numbers, the compact form, and names their columns before any other transform.
    /// What is not finite becomes null, which charts as a gap.</summary>
    public void SetTable(IReadOnlyList<string> columns, IEnumerable<double?[]> rows)
    {
        Specification["data"] = new JsonObject { ["values"] = new JsonArray([.. rows.Select(row => Array(row.Select(value => value ?? double.NaN)))]) };
        if (Specification["transform"] is not JsonArray transform) Specification["transform"] = transform = [];
        for (var column = 0; column < columns.Count; column++) transform.Insert(column, new JsonObject { ["calculate"] = $"datum[{column}]", ["as"] = columns[column] });
    }
}
