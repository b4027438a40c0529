namespace GenreLab.Surveying;

/// <summary>What is to be known of a column before anything is said of its table; a value that merges with that of the rows that follow.</summary>
internal sealed class ColumnSurvey(bool measuresLeak) : IMergeable<ColumnSurvey>
{
    private double first = double.NaN, last = double.NaN, step = double.NaN;
    private bool counts = true;

    public long Rows { get; private set; }

    public long Missing { get; private set; }

    /// <summary>Whether a text was found where numbers were expected.</summary>
    public bool HoldsText { get; set; }

    /// <summary>Whether every number is 0 or 1.</summary>
    public bool IsFlag { get; private set; } = true;

    public DistinctSketch Distinct { get; private set; } = new();

    /// <summary>The genres of its values; null where nobody asks.</summary>
    public LabelledValues? Labelled { get; private set; } = measuresLeak ? new LabelledValues() : null;

    public bool HasValues => Missing < Rows;

    /// <summary>Whether numbers go up or down by the same whole step from row to row.</summary>
    public bool CountsRows => counts && Rows >= 2 && IsWholeStep(first, step);

    public void Add(ulong hash, ulong label)
    {
        Rows++;
        if (hash == CellHash.Missing)
        {
            Missing++;
            return;
        }
        Distinct.Add(hash);
        Labelled?.Add(hash, label);
    }

    public void AddNumber(double value, ulong hash, ulong label)
    {
        if (counts)
        {
            if (Rows == 0) first = value;
            else if (Rows == 1) step = value - last;
            counts = Rows switch { 0 => !double.IsNaN(value), 1 => IsWholeStep(first, step), _ => value - last == step };
            last = value;
        }
        if (IsFlag && value is not (0 or 1) && !double.IsNaN(value)) IsFlag = false;
        Add(hash, label);
    }

    /// <summary>Begins again, for rows that will follow others that are known.</summary>
    public void Clear(ColumnSurvey before)
    {
        (first, last, step, counts) = (double.NaN, double.NaN, double.NaN, true);
        (Rows, Missing, HoldsText, IsFlag) = (0, 0, false, true);
        Distinct.Clear();
        Distinct.LowerTo(before.Distinct.Threshold);
        Labelled?.Clear();
    }

    /// <inheritdoc/>
    public void Merge(ColumnSurvey later)
    {
        if (later.Rows == 0) return;
        if (Rows == 0)
        {
            (first, step, counts) = (later.first, later.step, later.counts);
        }
        else if (counts)
        {
            var between = later.first - last;
            if (Rows == 1) step = between;
            counts = later.counts && between == step && IsWholeStep(first, step) && (later.Rows == 1 || later.step == step);
        }
        last = later.last;
        Rows += later.Rows;
        Missing += later.Missing;
        HoldsText |= later.HoldsText;
        IsFlag &= later.IsFlag;
        Distinct.Merge(later.Distinct);
        if (later.Labelled is not null) Labelled!.Merge(later.Labelled);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Labelled is not null);
        writer.Write(first);
        writer.Write(last);
        writer.Write(step);
        writer.Write(counts);
        writer.Write(Rows);
        writer.Write(Missing);
        writer.Write(HoldsText);
        writer.Write(IsFlag);
        Distinct.Write(writer);
        Labelled?.Write(writer);
    }

    /// <inheritdoc/>
    public static ColumnSurvey Read(BinaryReader reader)
    {
        var column = new ColumnSurvey(reader.ReadBoolean())
        {
            first = reader.ReadDouble(),
            last = reader.ReadDouble(),
            step = reader.ReadDouble(),
            counts = reader.ReadBoolean(),
            Rows = reader.ReadInt64(),
            Missing = reader.ReadInt64(),
            HoldsText = reader.ReadBoolean(),
            IsFlag = reader.ReadBoolean(),
            Distinct = DistinctSketch.Read(reader),
        };
        if (column.Labelled is not null) column.Labelled = LabelledValues.Read(reader);
        return column;
    }

    private static bool IsWholeStep(double first, double step) => step != 0 && double.IsInteger(step) && double.IsInteger(first);
}
