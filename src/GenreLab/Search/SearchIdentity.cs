using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Search;

/// <summary>What makes a search the search it is: results of two of equal identity may be put together. How many trials a grid or a random
/// search has is no part of it, for fewer trials are the first ones of more.</summary>
/// <param name="Data">Fingerprint of the rows, their features and genres, and the folds.</param>
/// <param name="Space">Fingerprint of the space, what trials change, and the version of GenreLab.</param>
/// <param name="Method">How trials are chosen: <c>grid</c>, <c>random</c>, or <c>halving</c> with the number of its trials.</param>
/// <param name="Seed">The seed.</param>
public sealed record SearchIdentity(string Data, string Space, string Method, ulong Seed)
{
    private const int Digits = 12;

    /// <summary>The identity of a search.</summary>
    /// <param name="plan">What it tries.</param>
    /// <param name="table">The cleaned table.</param>
    /// <param name="folds">What it trains and validates on.</param>
    public static SearchIdentity Of(SearchPlan plan, GenreTable table, IReadOnlyList<Split> folds)
    {
        var method = plan.Method.ToString().ToLowerInvariant() + (plan.Method == SearchMethod.Halving ? plan.Trials.Count.ToString(CultureInfo.InvariantCulture) : "");
        return new SearchIdentity(OfRows(table, folds, plan.Base.Trainer.LearnsFromText), Of(plan), method, plan.Seed);
    }

    /// <summary>Reads what <see cref="ToString"/> gave; null when it is something else.</summary>
    public static SearchIdentity? Parse(string text) =>
        text.Split('-') is [var data, var space, var method, var number] && ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? new SearchIdentity(data, space, method, seed)
            : null;

    /// <summary>What another search has that this one has not, as parts of a sentence; empty for the same search.</summary>
    public IReadOnlyList<string> Differences(SearchIdentity other)
    {
        var differences = new List<string>();
        if (Data != other.Data) differences.Add("other rows, features or folds");
        if (Space != other.Space) differences.Add("another space, model, option or version of GenreLab");
        if (Method != other.Method) differences.Add($"the method {other.Method} (now {Method})");
        if (Seed != other.Seed) differences.Add($"seed {other.Seed} (now {Seed})");
        return differences;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Data}-{Space}-{Method}-{Seed}";

    private static string Of(SearchPlan plan) => Short(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
        ModelTraining.ToolVersion,
        plan.Space.ToJson().ToJsonString(GenreLabJson.Options),
        TrainerOptions.ToJson(plan.Base.Trainer).ToJsonString(GenreLabJson.Options),
        System.Text.Json.JsonSerializer.Serialize(plan.Base.Preprocessing, GenreLabJson.Options)))));

    /// <summary>Fingerprint of the rows that folds train and validate on, their features, texts (where a learner reads them) and genres, and of the folds themselves.</summary>
    internal static string OfRows(GenreTable table, IReadOnlyList<Split> folds, bool texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', table.Schema.Features.Select(feature => feature.Name).Append("").Concat(table.LabelNames))));
        int[] rows = [.. folds[0].Train, .. folds[0].Validation];
        Array.Sort(rows);
        var labels = table.Labels(table.LabelNames);
        hash.AppendData(MemoryMarshal.AsBytes<ulong>(texts
            ? table.Fingerprints(rows, table.Schema.Features.Select(feature => feature.Name), table.Schema.Texts.Select(text => text.Name))
            : table.Fingerprints(rows)));
        hash.AppendData(MemoryMarshal.AsBytes<int>(Array.ConvertAll(rows, row => labels[row])));
        var place = new int[table.Table.RowCount];
        for (var i = 0; i < rows.Length; i++) place[rows[i]] = i;
        foreach (var fold in folds)
        {
            foreach (var part in (int[][])[fold.Train, fold.Validation])
            {
                hash.AppendData(MemoryMarshal.AsBytes<int>([part.Length]));
                hash.AppendData(MemoryMarshal.AsBytes<int>(Array.ConvertAll(part, row => place[row])));
            }
        }
        return Short(hash.GetHashAndReset());
    }

    /// <summary>The first digits of a hash.</summary>
    internal static string Short(byte[] hash) => Convert.ToHexStringLower(hash)[..Digits];
}
