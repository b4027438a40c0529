using GenreLab.Models;
using GenreLab.Search;

namespace GenreLab.Comparison;

/// <summary>A learner to be compared with others on the same folds.</summary>
/// <param name="Name">What tables and sentences call it.</param>
/// <param name="Settings">The learner with its options, and how features and texts become inputs.</param>
/// <param name="Without">Canonical names of features that it is not given; empty for all.</param>
public sealed record ModelVariant(string Name, TrialSettings Settings, IReadOnlyList<string> Without)
{
    private const string WithoutWord = "without";

    /// <summary>
    /// Reads a variant: a kind of model and, separated by blanks, options of the learner, of preprocessing or of texts (those of <see cref="TrialSettings.With"/>) and the
    /// features it does without; before a colon what it is to be called. <c>hybrid</c>, <c>lyrics: hybrid audio=false</c>, <c>no year: hybrid without=year</c>.
    /// </summary>
    /// <param name="text">The variant.</param>
    /// <param name="usual">What a kind of model has unless the variant says otherwise.</param>
    /// <exception cref="OptionException">It has another form, or a word or value is none that the learner has.</exception>
    public static ModelVariant Parse(string text, Func<IClassifierTrainer, TrialSettings> usual)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal), equals = text.IndexOf('=', StringComparison.Ordinal);
        var named = colon >= 0 && (equals < 0 || colon < equals);
        var words = (named ? text[(colon + 1)..] : text).Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var name = (named ? text[..colon] : string.Join(' ', words)).Trim();
        if (name.Length == 0 || words.Length == 0) throw Wrong(text, "names no kind of model");
        var settings = usual(ModelKinds.Find(words[0]).DefaultTrainer);
        IReadOnlyList<string> without = [];
        foreach (var word in words.AsSpan(1))
        {
            if (word.Split('=', 2) is not [{ Length: > 0 } option, var value]) throw Wrong(text, $"says {Quoted.From(word)}, which sets nothing");
            if (option == WithoutWord) without = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            else if (PreprocessingWords.Find(option) == PreprocessingWords.Impute) throw Wrong(text, "says what becomes of missing values, which decides what rows there are; say it once for all with --impute");
            else settings = settings.With(option, value);
        }
        return new ModelVariant(name, settings, without);
    }

    private static OptionException Wrong(string text, string what) =>
        new($"The model {Quoted.From(text)} {what}; write a kind and its options, for example \"lyrics: hybrid audio=false epochs=20\".");
}
