using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Text;

namespace GenreLab.Preprocessing;

/// <summary>The texts of a stored preprocessor (see <see cref="PreprocessorState"/>).</summary>
internal static class TextState
{
    private const string Prefix = "text.", ShapePrefix = "shape.";
    private const string Owner = "texts";

    public static JsonArray Export(IReadOnlyList<FittedText> texts, Dictionary<string, Tensor> tensors)
    {
        var stored = new JsonArray();
        foreach (var text in texts)
        {
            var (encoder, shape) = (text.Encoder.Export(), text.Shape?.Export());
            var prefix = $"{Prefix}{text.Source.Name}.";
            foreach (var (name, tensor) in encoder.Tensors) tensors.Add(prefix + name, tensor);
            foreach (var (name, tensor) in shape?.Tensors ?? new Dictionary<string, Tensor>()) tensors.Add(prefix + ShapePrefix + name, tensor);
            stored.Add(new JsonObject
            {
                ["name"] = text.Source.Name,
                ["column"] = text.Source.Column,
                ["encoder"] = text.Encoder.Kind,
                ["settings"] = encoder.Settings,
                ["shape"] = shape?.Settings,
                ["summary"] = StoredText.Options(text.Summary),
            });
        }
        return stored;
    }

    /// <exception cref="ModelFileException">A text is incomplete or impossible.</exception>
    public static FittedText[] Import(StoredState state)
    {
        if (state.Settings["texts"] is not { } node) return [];
        if (node is not JsonArray stored || stored.Count > TextSource.Names.Count) throw StoredText.Damaged(Owner, "is no list");
        FittedText[] texts = [.. stored.Select(one => one is JsonObject text ? Import(text, state.Tensors) : throw StoredText.Damaged(Owner, "lists something that is no text"))];
        return texts.DistinctBy(text => text.Source.Name).Count() == texts.Length ? texts : throw StoredText.Damaged(Owner, "lists a text twice");
    }

    private static FittedText Import(JsonObject text, IReadOnlyDictionary<string, Tensor> tensors)
    {
        var name = Word(text, "name");
        if (!TextSource.Names.Contains(name)) throw StoredText.Damaged(Owner, $"lists an unknown text {Quoted.From(name)}");
        var prefix = $"{Prefix}{name}.";
        var state = new StoredState(Settings(text, "settings"), Under(tensors, prefix));
        ITokenEncoder encoder = Word(text, "encoder") switch
        {
            TokenSequences.Word => TokenSequences.Import(state) is { Options.Pad: SequenceEnd.End } sequences ? sequences : throw StoredText.Damaged(Owner, $"fills {name} up at the start"),
            HashedBags.Word => HashedBags.Import(state),
            var unknown => throw StoredText.Damaged(Owner, $"reads {name} in an unknown way, {Quoted.From(unknown)}"),
        };
        var shape = text["shape"] is null ? null : TextShape.Import(new StoredState(Settings(text, "shape"), Under(tensors, prefix + ShapePrefix)));
        return new FittedText(new TextSource(name, Word(text, "column")), encoder, shape, Summary(text, name, encoder));
    }

    // Only shown; what it says about the encoder follows from the encoder.
    private static TextSummary Summary(JsonObject text, string name, ITokenEncoder encoder)
    {
        TextSummary? summary = null;
        try
        {
            summary = text["summary"].Deserialize<TextSummary>(GenreLabJson.Options);
        }
        catch (JsonException)
        {
            // A model written by hand may do without it.
        }
        summary ??= new TextSummary { Name = name, Ordered = encoder.Ordered, Tokens = encoder.TokenCount, Length = encoder.Length, Texts = 0, Cut = 0 };
        return summary with { Name = name, Ordered = encoder.Ordered, Tokens = encoder.TokenCount, Length = encoder.Length };
    }

    private static string Word(JsonObject text, string member) =>
        text[member] is JsonValue value && value.TryGetValue(out string? word) ? word : throw StoredText.Damaged(Owner, $"lacks a '{member}'");

    private static JsonObject Settings(JsonObject text, string member) => text[member] as JsonObject ?? throw StoredText.Damaged(Owner, $"lacks '{member}'");

    private static Dictionary<string, Tensor> Under(IReadOnlyDictionary<string, Tensor> tensors, string prefix) => tensors
        .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value, StringComparer.Ordinal);
}
