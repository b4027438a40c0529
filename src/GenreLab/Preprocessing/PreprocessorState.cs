using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Preprocessing;

/// <summary>
/// The stored form of a preprocessor. Settings: <c>options</c>, and for every feature <c>name</c>, <c>column</c>, <c>kind</c> and
/// its <c>encoders</c>; for every text, if there are any, in <c>texts</c> its <c>name</c>, <c>column</c>, <c>encoder</c>, the encoder's <c>settings</c>, its
/// <c>shape</c> and <c>summary</c>. Tensors of features, all F64 and one-dimensional: <c>imputation</c>, one replacement a feature unless missing values stay
/// missing, and <c>feature.encoder</c>, the parameters of each encoder that has any. Those of a text begin with <c>text.name.</c>, and <c>text.name.shape.</c>
/// </summary>
internal static class PreprocessorState
{
    private const int MaximumFeatures = 100_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static StoredState Export(Preprocessor preprocessor)
    {
        var features = new JsonArray();
        var tensors = new Dictionary<string, Tensor>();
        if (!preprocessor.KeepsMissing && preprocessor.Fitted.Count > 0) tensors["imputation"] = Tensor.From<double>(preprocessor.Fitted.Select(fitted => fitted.Replacement).ToArray());
        foreach (var (feature, _, encoders) in preprocessor.Fitted)
        {
            features.Add(JsonSerializer.SerializeToNode(new StoredFeature(feature.Name, feature.Column, feature.Kind, [.. encoders.Select(encoder => encoder.Kind)]), Json));
            foreach (var encoder in encoders.Where(encoder => encoder.Parameters.Count > 0))
                tensors[TensorName(feature.Name, encoder.Kind)] = Tensor.From<double>(encoder.Parameters.ToArray());
        }
        // A model file holds no paths of the machine it was made on.
        var options = preprocessor.Options.Text is { Vectors: { } path } text
            ? preprocessor.Options with { Text = text with { Vectors = Path.GetFileName(path) } }
            : preprocessor.Options;
        var settings = new JsonObject { ["options"] = JsonSerializer.SerializeToNode(options, Json), ["features"] = features };
        if (preprocessor.FittedTexts.Count > 0) settings["texts"] = TextState.Export(preprocessor.FittedTexts, tensors);
        return new StoredState(settings, tensors);
    }

    public static Preprocessor Import(StoredState state)
    {
        var options = Parse<PreprocessingOptions>(state.Settings["options"], "options");
        var stored = Parse<StoredFeature[]>(state.Settings["features"], "features");
        var texts = TextState.Import(state);
        if (stored.Length > MaximumFeatures || stored.Length + texts.Length == 0) throw Damaged($"lists {stored.Length} features");
        if (stored.Any(feature => feature is null || string.IsNullOrEmpty(feature.Name) || feature.Column is null || feature.Encoders is null or { Count: 0 or > 8 }))
            throw Damaged("lists a feature without a name, a column or encoders");
        if (stored.DistinctBy(feature => feature.Name).Count() != stored.Length) throw Damaged("lists a feature twice");
        if (options.Raw is null) throw Damaged("lacks the option 'raw'");
        if (options.Select is null) throw Damaged("lacks the option 'select'");

        var replacements = options.Imputation == Imputation.Learn || stored.Length == 0 ? null : Replacements(state, stored.Length);

        var fitted = new FittedFeature[stored.Length];
        for (var i = 0; i < fitted.Length; i++)
        {
            var (name, column, kind, encoders) = stored[i];
            fitted[i] = new FittedFeature(new Feature(name, column, kind), replacements?[i] ?? double.NaN, [.. encoders.Select(word =>
                ColumnEncoder.Restore(word, word == PassThroughEncoder.Word ? [] : Read(state, TensorName(name, word))))]);
        }
        try
        {
            options.Statistics?.RequirePossible("The model file");
            // A feature to be passed through unscaled may be one that was not selected or left out.
            var known = options.Select.Count is null && options.Audio ? options : options with { Raw = [.. options.Raw.Where(name => stored.Any(feature => feature.Name == name))] };
            known.Validate([.. fitted.Select(f => f.Feature)]);
        }
        catch (GenreLabException impossible) when (impossible is OptionException or DataException)
        {
            throw new ModelFileException($"The model file's preprocessing is impossible: {impossible.Message}", impossible);
        }
        return new Preprocessor(options, fitted, texts);
    }

    private static double[] Replacements(StoredState state, int features)
    {
        var replacements = Read(state, "imputation");
        if (replacements.Length != features) throw Damaged($"has {replacements.Length} imputation values for {features} features");
        return Array.TrueForAll(replacements, value => Math.Abs(value) <= Preprocessor.LargestValue) ? replacements : throw Damaged("has an imputation value that is not a usable number");
    }

    private static string TensorName(string feature, string encoder) => $"{feature}.{encoder}";

    private static T Parse<T>(JsonNode? node, string what) where T : class
    {
        try
        {
            return node?.Deserialize<T>(Json) ?? throw Damaged($"lacks '{what}'");
        }
        catch (Exception wrong) when (wrong is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new ModelFileException($"The model file's preprocessing has impossible '{what}'; the file is damaged or was made by another version.", wrong);
        }
    }

    private static double[] Read(StoredState state, string name)
    {
        if (!state.Tensors.TryGetValue(name, out var tensor)) throw Damaged($"lacks the numbers '{name}'");
        if (tensor.Shape.Count != 1 || tensor.Bytes.Length % sizeof(double) != 0 || tensor.Shape[0] != tensor.Bytes.Length / sizeof(double))
            throw Damaged($"has numbers '{name}' of the wrong shape");
        return tensor.Read<double>().ToArray();
    }

    private static ModelFileException Damaged(string what) => new($"The model file's preprocessing {what}; the file is damaged or was made by another version.");

    private sealed record StoredFeature(string Name, string Column, FeatureKind Kind, IReadOnlyList<string> Encoders);
}
