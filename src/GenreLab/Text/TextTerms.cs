using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Text;

/// <summary>Turns rows of inputs into sparse rows: the weighted terms of every text, then the numbers beside them. Immutable and thread-safe.</summary>
internal sealed class TextTerms
{
    private const string Owner = "terms";

    private readonly TokenTerms[] texts;
    private readonly bool sublinear;
    // The inputs that are no tokens.
    private readonly int[] numbers;

    public TextTerms(int inputs, bool sublinear, TokenTerms[] texts)
    {
        (Inputs, this.sublinear, this.texts) = (inputs, sublinear, texts);
        var tokens = new bool[inputs];
        foreach (var text in texts) tokens.AsSpan(text.Text.Columns).Fill(true);
        numbers = [.. Enumerable.Range(0, inputs).Where(input => !tokens[input])];
    }

    /// <summary>Number of input columns.</summary>
    public int Inputs { get; }

    /// <summary>Number of columns made of them.</summary>
    public int Count => texts.Sum(text => text.Count) + numbers.Length;

    /// <summary>The texts, whose terms are the first columns, one text after the other.</summary>
    public IReadOnlyList<TokenTerms> Texts => texts;

    /// <summary>Rows × <see cref="Count"/>.</summary>
    public SparseMatrix Apply(Matrix x, int threads) => SparseRows.Build(x.Rows, Count, threads, (first, count, rows) =>
    {
        var found = new List<long>();
        for (var row = first; row < first + count; row++)
        {
            var inputs = x.Row(row);
            var column = 0;
            foreach (var text in texts)
            {
                text.Add(inputs, column, found, rows);
                column += text.Count;
            }
            for (var i = 0; i < numbers.Length; i++)
                if (inputs[numbers[i]] != 0) rows.Add(column + i, inputs[numbers[i]]);
            rows.EndRow();
        }
    });

    /// <summary>Takes it apart for storage.</summary>
    public StoredState Export()
    {
        var tensors = new Dictionary<string, Tensor>();
        var stored = new JsonArray([.. texts.Select((text, i) => (JsonNode)text.Export(Prefix(i), tensors))]);
        return new StoredState(new JsonObject { ["inputs"] = Inputs, ["sublinear"] = sublinear, ["texts"] = stored }, tensors);
    }

    /// <summary>Puts it together again, trusting nothing.</summary>
    /// <exception cref="ModelFileException">The settings or tensors are incomplete, impossible or do not fit each other.</exception>
    public static TextTerms Import(StoredState state)
    {
        var inputs = StoredText.Number(state, "inputs", 1 << 24, Owner);
        if (state.Settings["sublinear"] is not JsonValue value || !value.TryGetValue(out bool sublinear)) throw StoredText.Damaged(Owner, "does not say whether counts are 'sublinear'");
        if (state.Settings["texts"] is not JsonArray { Count: <= 100 } stored) throw StoredText.Damaged(Owner, "lacks its 'texts'");
        TokenTerms[] texts = [.. stored.Select((one, i) => one is JsonObject text
            ? TokenTerms.Import(text, Prefix(i), state.Tensors, inputs, sublinear)
            : throw StoredText.Damaged(Owner, "lists something that is no text"))];
        return new TextTerms(inputs, sublinear, texts);
    }

    private static string Prefix(int text) => $"texts.{text}.";
}
