using System.CommandLine;
using GenreLab.Models;
using GenreLab.Preprocessing;

namespace GenreLab.Cli.Options;

/// <summary>Options of how features become inputs; what is not chosen is what the learner likes.</summary>
internal sealed class PreprocessingChoice
{
    private readonly Option<ChosenScaling?> scale = new("--scale")
    {
        Description = $"How numbers are brought to a common scale: {string.Join(", ", ChosenScaling.Words)}; or the statistics.json of 'genrelab normalize' to do as it does.",
        HelpName = "word|file",
        CustomParser = result =>
        {
            try
            {
                return ChosenScaling.Parse(result.Tokens[0].Value);
            }
            catch (GenreLabException wrong)
            {
                result.AddError(wrong.Message);
                return null;
            }
        },
    };
    private readonly Option<bool?> oneHot = new("--one-hot") { Description = "Whether key and time signature become one input a value (true or false)." };
    private readonly Option<Imputation?> impute = Words.OneOf<Imputation>("--impute", "What is done to missing values");
    private readonly Option<int?> bins = new Option<int?>("--bins") { Description = "Bins a feature with --scale piecewise-linear, 2 to 256." }.Within(2, 256);
    private readonly Option<FeatureSelection?> select = new("--select")
    {
        Description = "Keep only the features that tell most about the genres of the training rows: anova:10, mutual-information:8 or all.",
        HelpName = "score:count",
        CustomParser = result =>
        {
            try
            {
                return FeatureSelection.Parse(result.Tokens[0].Value);
            }
            catch (OptionException wrong)
            {
                result.AddError(wrong.Message);
                return null;
            }
        },
    };
    private readonly TextChoice text = new();
    private readonly Option<string[]> raw = Words.List("--raw", "Features to leave unscaled, separated by commas, for example mode.");

    public void AddTo(Command command)
    {
        command.Options.Add(scale);
        command.Options.Add(oneHot);
        command.Options.Add(impute);
        command.Options.Add(bins);
        command.Options.Add(select);
        command.Options.Add(raw);
        text.AddTo(command);
    }

    /// <summary>What cleaning must know: whether rows with missing values are kept.</summary>
    public Imputation Imputation(ParseResult parsed) => parsed.GetValue(impute) ?? Preprocessing.Imputation.Drop;

    /// <inheritdoc cref="TextChoice.Require"/>
    public void RequireReaders(ParseResult parsed, IReadOnlyList<IClassifierTrainer> trainers) => text.Require(parsed, trainers);

    /// <inheritdoc cref="TextChoice.ReadsArtist"/>
    public bool ReadsArtist(ParseResult parsed) => text.ReadsArtist(parsed);

    /// <summary>The learner's preference with the user's choices in its place.</summary>
    public PreprocessingOptions Read(ParseResult parsed, IClassifierTrainer trainer, PreprocessingOptions? preferred = null) =>
        text.Read(parsed, trainer, Read(parsed, preferred ?? trainer.DefaultPreprocessing));

    private PreprocessingOptions Read(ParseResult parsed, PreprocessingOptions preferred) => preferred with
    {
        Scaling = parsed.GetValue(scale)?.Scaling ?? preferred.Scaling,
        Statistics = parsed.GetValue(scale)?.Statistics,
        OneHot = parsed.GetValue(oneHot) ?? preferred.OneHot,
        Imputation = parsed.GetValue(impute) ?? preferred.Imputation,
        Bins = parsed.GetValue(bins) ?? preferred.Bins,
        Select = parsed.GetValue(select) ?? preferred.Select,
        Raw = parsed.GetValue(raw) is { Length: > 0 } names ? names : preferred.Raw,
    };
}
