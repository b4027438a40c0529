using System.Text.Json.Nodes;
using GenreLab.Models;

namespace GenreLab.Search;

/// <summary>
/// The hyper-parameters of a search with the values each may take. Written as a JSON object in the words of <c>--set</c> and of
/// preprocessing: a value alone is fixed, a list is tried value by value, and
/// <c>{"from": 1e-4, "to": 1e-2, "scale": "log", "steps": 5}</c> is a range (steps serve a grid only).
/// </summary>
/// <param name="Name">What messages call it, usually the file's name.</param>
/// <param name="Parameters">The hyper-parameters, in the order they are written.</param>
public sealed record SearchSpace(string Name, IReadOnlyList<SearchParameter> Parameters)
{
    /// <summary>Those with more than one value.</summary>
    public IReadOnlyList<SearchParameter> Varied => [.. Parameters.Where(parameter => parameter.Varies)];

    /// <summary>Whether rows with missing features are to be kept because the space says what becomes of them.</summary>
    public bool Imputes => Parameters.Any(parameter => parameter.Name == PreprocessingWords.Impute);

    /// <summary>Reads a space's text.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="trainer">The learner whose options are meant.</param>
    /// <exception cref="DataException">It is not a JSON object.</exception>
    /// <exception cref="OptionException">A word is unknown, a list is empty, or a range is impossible.</exception>
    public static SearchSpace Parse(string text, string name, IClassifierTrainer trainer) => new SearchSpaceReader(name, trainer).Read(text);

    /// <summary>The space as its file spells it.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var parameter in Parameters) json[parameter.Name] = parameter.ToJson();
        return json;
    }
}
