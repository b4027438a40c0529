using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenreLab.Models;

/// <summary>
/// Trainers as words: their hyper-parameters to JSON and back, set one by one from text, and described. The options of a
/// trainer are its public properties with an <c>init</c> or <c>set</c> accessor.
/// </summary>
public static class TrainerOptions
{
    /// <summary>A copy of the trainer with one option changed.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="name">The option's name; case, dashes and underscores do not matter.</param>
    /// <param name="text">The value: numbers with a decimal point, lists separated by commas, words of an enumeration
    /// in camelCase or kebab-case, <c>none</c> for an option that may be absent.</param>
    /// <exception cref="OptionException">There is no such option, or the value has the wrong form.</exception>
    public static IClassifierTrainer Set(IClassifierTrainer trainer, string name, string text)
    {
        var options = Properties(trainer.GetType());
        var property = options.FirstOrDefault(option => Plain(option.Name) == Plain(name)) ?? throw Unknown(trainer, name);
        try
        {
            var json = ToJson(trainer);
            json[JsonName(property)] = OptionText.Parse(text, property.PropertyType, MayBeNull(property));
            return FromJson(json, trainer.GetType());
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or JsonException)
        {
            throw new OptionException($"'{text}' is not a value for {JsonName(property)} of {trainer.Kind}; write {Form(property)}, for example {Example(trainer, property)}.");
        }
    }

    /// <summary>Whether the trainer has an option of that name; case, dashes and underscores do not matter.</summary>
    public static bool Has(IClassifierTrainer trainer, string name) => Properties(trainer.GetType()).Any(option => Plain(option.Name) == Plain(name));

    /// <summary>The trainer's kind and options as JSON: <c>{"kind":"mlp","hidden":[100,150],…}</c>.</summary>
    public static JsonObject ToJson(IClassifierTrainer trainer)
    {
        var json = new JsonObject { ["kind"] = trainer.Kind };
        foreach (var property in Properties(trainer.GetType()))
            json[JsonName(property)] = JsonSerializer.SerializeToNode(property.GetValue(trainer), property.PropertyType, GenreLabJson.Options);
        return json;
    }

    /// <summary>The trainer that JSON describes; options it does not mention have their defaults.</summary>
    /// <param name="json">What <see cref="ToJson"/> gave, or the same written by hand.</param>
    /// <param name="kinds">The kinds known; null for <see cref="ModelKinds.All"/>.</param>
    /// <exception cref="OptionException">The kind or an option is unknown or has the wrong form.</exception>
    public static IClassifierTrainer FromJson(JsonObject json, IReadOnlyList<ModelKind>? kinds = null)
    {
        if (json["kind"] is not JsonValue value || !value.TryGetValue(out string? word))
            throw new OptionException("A trainer's JSON must name its \"kind\", for example \"mlp\".");
        var trainer = ModelKinds.Find(word, kinds).DefaultTrainer;
        var properties = Properties(trainer.GetType());
        foreach (var (name, _) in json)
            if (name != "kind" && !properties.Any(property => JsonName(property) == name)) throw Unknown(trainer, name);
        try
        {
            return FromJson(json, trainer.GetType());
        }
        catch (JsonException failure)
        {
            throw new OptionException($"The options of {word} have a value of the wrong form at {failure.Path}.");
        }
    }

    /// <summary>All options of a trainer, in the order it declares them, with the values it has.</summary>
    public static IReadOnlyList<TrainerOption> Describe(IClassifierTrainer trainer) =>
    [
        .. Properties(trainer.GetType()).Select(property => new TrainerOption(
            JsonName(property), Form(property), OptionText.Format(property.GetValue(trainer)),
            property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "")),
    ];

    private static IClassifierTrainer FromJson(JsonObject json, Type type)
    {
        var options = (JsonObject)json.DeepClone();
        options.Remove("kind");
        return (IClassifierTrainer)options.Deserialize(type, GenreLabJson.Options)!;
    }

    private static PropertyInfo[] Properties(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is { IsPublic: true })];

    private static string JsonName(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    private static bool MayBeNull(PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null
        || new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;

    private static string Form(PropertyInfo property) => OptionText.Form(property.PropertyType, MayBeNull(property));

    private static string Example(IClassifierTrainer trainer, PropertyInfo property) =>
        OptionText.Format(property.GetValue(trainer)) is { Length: > 0 } now ? now : "its default by leaving it out";

    private static OptionException Unknown(IClassifierTrainer trainer, string name)
    {
        var known = Describe(trainer);
        var listed = Spelling.ByCloseness(name, known.Select(option => option.Name))
            .Select(close => known.First(option => option.Name == close))
            .Select(option => $"{option.Name} ({option.Form}; now {option.Default})");
        return new OptionException(known.Count == 0
            ? $"{trainer.Kind} has no option '{name}'; it has none at all."
            : $"{trainer.Kind} has no option '{name}'; its options are {string.Join(", ", listed)}.");
    }
}
