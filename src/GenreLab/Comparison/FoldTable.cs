using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Search;

namespace GenreLab.Comparison;

/// <summary>
/// The scores of a comparison as CSV, one line a variant and fold, so that it can go on from them. Columns: <c>comparison</c> (a fingerprint of the fold's rows and seed and one of
/// the variant's options), <c>variant</c>, <c>repeat</c>, <c>fold</c>, <c>rows</c>, <c>accuracy</c>, <c>macro_f1</c>, <c>log_loss</c>, <c>seconds</c>. Lines of
/// variants, repetitions and folds that a comparison does not have are left as they are: it can be made larger and smaller.
/// </summary>
public sealed class FoldTable : IResultTable<FoldScore>
{
    private const string Comparison = "comparison", Variant = "variant", Repeat = "repeat", Fold = "fold", Rows = "rows", Accuracy = "accuracy", MacroF1 = "macro_f1", LogLoss = "log_loss", Seconds = "seconds";

    private readonly Dictionary<string, string> variants;
    private readonly Dictionary<(int Repeat, int Fold), string> folds;

    /// <summary>Knows the comparison by what it trains on what.</summary>
    /// <param name="table">The cleaned table.</param>
    /// <param name="variants">The variants, of different names.</param>
    /// <param name="folds">The folds.</param>
    /// <param name="seed">The seed that trainings follow from.</param>
    public FoldTable(GenreTable table, IReadOnlyList<ModelVariant> variants, IReadOnlyList<RepeatedFold> folds, ulong seed)
    {
        var texts = variants.Any(variant => variant.Settings.Trainer.LearnsFromText);
        this.variants = variants.ToDictionary(variant => variant.Name, IdentityOf);
        this.folds = folds.ToDictionary(fold => (fold.Repeat, fold.Fold), fold =>
        {
            var split = fold.Split;
            var rows = SearchIdentity.OfRows(table, [new Split([.. split.Train, .. split.Validation], split.Test, [], ""), new Split(split.Train, split.Validation, [], "")], texts);
            return Hash($"{rows} {seed}");
        });
    }

    /// <inheritdoc/>
    public string Header => ResultLine.Of([Comparison, Variant, Repeat, Fold, Rows, Accuracy, MacroF1, LogLoss, Seconds]);

    /// <inheritdoc/>
    public string LineOf(FoldScore result) => ResultLine.Of(
    [
        $"{folds[(result.Repeat, result.Fold)]}-{variants[result.Variant]}", result.Variant, ResultLine.Text(result.Repeat), ResultLine.Text(result.Fold), ResultLine.Text(result.Rows),
        ResultLine.Text(result.Accuracy), ResultLine.Text(result.MacroF1), ResultLine.Text(result.LogLoss), ResultLine.Text(result.Seconds),
    ]);

    /// <inheritdoc/>
    public string TextOf(IEnumerable<FoldScore> results) => Header + string.Concat(results.Select(LineOf));

    /// <inheritdoc/>
    public IReadOnlyList<FoldScore> Read(byte[] content, string name)
    {
        var whole = ResultLine.Whole(content);
        if (whole.Length == 0 && content.Length < Header.Length) return [];
        var text = Encoding.UTF8.GetString(whole);
        if (text == Header) return [];
        if (!text.StartsWith(Header, StringComparison.Ordinal)) throw new DataException($"{name} does not hold the scores of a comparison; name another folder with --out.");
        var table = TableReader.Read(whole, name);
        var scores = new List<FoldScore>();
        for (var row = 0; row < table.RowCount; row++)
        {
            int Whole(string column) =>
                ResultLine.Number(table, column, row) is { } number and >= 1 and <= int.MaxValue && double.IsInteger(number) ? (int)number : throw Damaged(name, row);
            double Finite(string column) => ResultLine.Number(table, column, row) is { } number && double.IsFinite(number) ? number : throw Damaged(name, row);
            if (table[Comparison].Text(row).Split('-') is not [var fold, var settings]) throw Damaged(name, row);
            var score = new FoldScore(table[Variant].Text(row), Whole(Repeat), Whole(Fold), Whole(Rows), Finite(Accuracy), Finite(MacroF1), Finite(LogLoss), Finite(Seconds));
            if (!folds.TryGetValue((score.Repeat, score.Fold), out var ownFold) || !variants.TryGetValue(score.Variant, out var ownSettings)) continue;
            if (fold != ownFold || settings != ownSettings)
                throw new DataException($"{name}, data row {row + 1}, is of another comparison: {score.Variant} with {(fold != ownFold ? "other rows, folds or another seed" : "other options or another version of GenreLab")}; name another folder with --out{(fold == ownFold ? ", or call this model something else" : "")}.");
            scores.Add(score);
        }
        return scores;
    }

    private static string IdentityOf(ModelVariant variant) => Hash(string.Join('\n',
        ModelTraining.ToolVersion,
        TrainerOptions.ToJson(variant.Settings.Trainer).ToJsonString(GenreLabJson.Options),
        JsonSerializer.Serialize(variant.Settings.Preprocessing, GenreLabJson.Options),
        string.Join(',', variant.Without)));

    private static string Hash(string text) => SearchIdentity.Short(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static DataException Damaged(string name, int row) =>
        new($"{name}, data row {row + 1}, is not what a comparison writes; take that line out to have its fold made again, or name another folder with --out.");
}
