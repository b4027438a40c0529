using System.Text.Json;

namespace GenreLab.Tests.Text;

/// <summary>What scikit-learn makes of a few texts (Fixtures/Text/terms.py made it).</summary>
internal static class TermReference
{
    private static readonly JsonElement Root = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Text", "terms.json"))).RootElement;

    public static string[] Texts { get; } = Root.GetProperty("texts").Deserialize<string[]>()!;

    public static int[] Labels { get; } = Root.GetProperty("labels").Deserialize<int[]>()!;

    public static IReadOnlyList<JsonElement> Cases { get; } = [.. Root.GetProperty("cases").EnumerateArray()];

    public static IReadOnlyList<JsonElement> Regressions { get; } = [.. Root.GetProperty("regressions").EnumerateArray()];
}
