namespace GenreLab.Data;

/// <summary>A list of the original file's rows and the folds they belong to.</summary>
internal static class FoldFile
{
    public const int NotListed = -1;
    private static readonly string[] Words = ["train", "validation", "test"];

    /// <summary>For each row of <paramref name="table"/> its fold (0 train, 1 validation, 2 test) or −1, and how many listed rows cleaning had dropped.</summary>
    public static (int[] Folds, int Dropped) Read(Table folds, Table table, int rowsRead)
    {
        if (folds.Find("row") is not NumberColumn rows || folds.Find("fold") is not TextColumn words)
            throw new DataException($"{folds.Name} is not a fold file; its header must be row,fold, with numbers and the words train, validation and test.");
        var foldOf = Array.ConvertAll(words.Distinct.ToArray(), word => Array.IndexOf(Words, word.ToLowerInvariant()));
        var listed = new int[rowsRead];
        Array.Fill(listed, NotListed);
        for (var line = 0; line < folds.RowCount; line++)
        {
            var row = rows.Values[line];
            if (!(row >= 0 && row < rowsRead && double.IsInteger(row)))
                throw new DataException($"{folds.Name}, data row {line + 1}: there is no row {rows.Text(line)} in {table.Name}, which has rows 0 to {rowsRead - 1}; is it the right fold file?");
            if (words.IsMissing(line) || foldOf[words.Codes[line]] < 0)
                throw new DataException($"{folds.Name}, data row {line + 1}: {Quoted.From(words.Text(line))} is not a fold; write train, validation or test.");
            if (listed[(int)row] != NotListed)
                throw new DataException($"{folds.Name}, data row {line + 1}: row {row} is listed twice; list every row once.");
            listed[(int)row] = foldOf[words.Codes[line]];
        }

        var result = new int[table.RowCount];
        var found = 0;
        for (var i = 0; i < result.Length; i++)
        {
            var number = table.RowNumbers[i];
            result[i] = number < rowsRead ? listed[number] : NotListed;
            if (result[i] != NotListed) found++;
        }
        return (result, folds.RowCount - found);
    }
}
