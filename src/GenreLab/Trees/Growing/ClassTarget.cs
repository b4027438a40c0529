namespace GenreLab.Trees.Growing;

/// <summary>A row's genre and weight in one number: the genre in the upper, the weight in the lower 16 bits.</summary>
internal static class ClassTarget
{
    /// <summary>Largest weight of a row.</summary>
    public const int MostWeight = ushort.MaxValue;

    /// <summary>Puts the two together.</summary>
    public static uint Of(int label, int weight) => (uint)label << 16 | (uint)weight;

    /// <summary>The genre.</summary>
    public static int Label(uint target) => (int)(target >> 16);

    /// <summary>The weight.</summary>
    public static int Weight(uint target) => (int)(target & 0xFFFF);
}
