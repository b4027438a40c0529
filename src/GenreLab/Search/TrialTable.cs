using System.Text;
using GenreLab.Data;

namespace GenreLab.Search;

/// <summary>
/// The results of a search as CSV, one line a trial and rung, so that it can go on from them. Columns: <c>search</c> (the
/// <see cref="SearchIdentity"/>), <c>trial</c>, <c>rung</c>, <c>resource</c> (for example <c>7 epochs</c>; empty for all), <c>accuracy</c>,
/// <c>deviation</c> (of the folds), <c>log_loss</c>, <c>seconds</c>, one for each of the space's parameters, and <c>failure</c>.
/// </summary>
/// <param name="plan">The search.</param>
/// <param name="identity">Its identity.</param>
public sealed class TrialTable(SearchPlan plan, SearchIdentity identity) : IResultTable<TrialResult>
{
    private const string Search = "search", TrialColumn = "trial", RungColumn = "rung", Accuracy = "accuracy", Deviation = "deviation", LogLoss = "log_loss", Seconds = "seconds", Failure = "failure";

    /// <inheritdoc/>
    public string Header => ResultLine.Of([Search, TrialColumn, RungColumn, "resource", Accuracy, Deviation, LogLoss, Seconds, .. plan.Space.Parameters.Select(parameter => parameter.Name), Failure]);

    /// <inheritdoc/>
    public string LineOf(TrialResult result) => ResultLine.Of(
    [
        identity.ToString(), ResultLine.Text(result.Trial), ResultLine.Text(result.Rung),
        plan.RungOf(result.Rung).Amount is { } amount ? $"{ResultLine.Text(amount)} {plan.Resource}" : "",
        ResultLine.Text(result.Score?.Accuracy), ResultLine.Text(result.Score?.Deviation), ResultLine.Text(result.Score?.LogLoss), ResultLine.Text(result.Score?.Seconds),
        .. plan.TrialOf(result.Trial).Values, result.Failure?.ReplaceLineEndings(" ") ?? "",
    ]);

    /// <summary>All results as one text, by rung and number.</summary>
    public string TextOf(IEnumerable<TrialResult> results) => Header + string.Concat(results.OrderBy(result => result.Rung).ThenBy(result => result.Trial).Select(LineOf));

    /// <summary>Reads the results of an earlier part of the search. A last line without an end was being written when the program was killed,
    /// and is left out.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="DataException">It holds another search, or no results of a search.</exception>
    public IReadOnlyList<TrialResult> Read(byte[] content, string name)
    {
        var whole = ResultLine.Whole(content);
        if (whole.Length == 0 && content.Length < Header.Length) return [];
        var text = Encoding.UTF8.GetString(whole);
        if (text == Header) return [];
        var table = TableReader.Read(whole, name);
        if (table.Find(Search) is not TextColumn searches || table.Find(TrialColumn) is not NumberColumn trials || table.Find(RungColumn) is not NumberColumn rungs)
            throw new DataException($"{name} does not hold the results of a search; name another folder with --out.");
        for (var row = 0; row < table.RowCount; row++)
        {
            if (SearchIdentity.Parse(searches.Text(row)) is not { } found) throw Damaged(name, row);
            if (found != identity)
                throw new DataException($"{name} holds the results of another search, with {string.Join(" and ", identity.Differences(found))}; name another folder with --out, or go on with that search as it was.");
        }
        if (!text.StartsWith(Header, StringComparison.Ordinal)) throw new DataException($"{name} has other columns than this search writes; name another folder with --out.");
        var results = new List<TrialResult>();
        for (var row = 0; row < table.RowCount; row++)
        {
            double trial = trials.Values[row], rung = rungs.Values[row];
            if (!(double.IsInteger(trial) && trial is >= 1 and <= int.MaxValue && double.IsInteger(rung) && rung >= 1 && rung <= plan.Rungs.Count)) throw Damaged(name, row);
            var failure = table.Find(Failure) is { } failures && !failures.IsMissing(row) ? failures.Text(row) : null;
            var score = ResultLine.Number(table, Accuracy, row) is { } accuracy && ResultLine.Number(table, LogLoss, row) is { } loss && accuracy is >= 0 and <= 1
                ? new TrialScore(accuracy, ResultLine.Number(table, Deviation, row), loss, ResultLine.Number(table, Seconds, row) ?? 0)
                : null;
            if (score is null == failure is null) throw Damaged(name, row);
            results.Add(new TrialResult((int)trial, (int)rung, score, failure));
        }
        return results;
    }

    private static DataException Damaged(string name, int row) =>
        new($"{name}, data row {row + 1}, is not what a search writes; take that line out to have its trial made again, or name another folder with --out.");
}
