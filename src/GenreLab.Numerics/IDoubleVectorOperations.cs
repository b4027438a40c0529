namespace GenreLab.Numerics;

/// <summary>What a kernel may do with a vector of double-precision numbers, and how such numbers meet floats.</summary>
/// <typeparam name="TVector">The vector type, for example <see cref="System.Runtime.Intrinsics.Vector512{T}"/> of double.</typeparam>
internal interface IDoubleVectorOperations<TVector> where TVector : struct
{
    /// <summary>Numbers in a vector.</summary>
    static abstract int Width { get; }

    /// <summary>Reads a vector.</summary>
    static abstract unsafe TVector Load(double* source);

    /// <summary>Writes a vector.</summary>
    static abstract unsafe void Store(TVector value, double* destination);

    /// <summary>Reads as many floats as a vector has numbers.</summary>
    static abstract unsafe TVector LoadSingles(float* source);

    /// <summary>Writes the numbers rounded to floats.</summary>
    static abstract unsafe void StoreSingles(TVector value, float* destination);

    /// <summary>A vector whose every element is <paramref name="value"/>.</summary>
    static abstract TVector Broadcast(double value);

    /// <summary>x × y + z with one rounding.</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector z);

    /// <summary>x + y.</summary>
    static abstract TVector Add(TVector x, TVector y);

    /// <summary>x − y.</summary>
    static abstract TVector Subtract(TVector x, TVector y);

    /// <summary>The larger of two numbers, element by element.</summary>
    static abstract TVector Maximum(TVector x, TVector y);

    /// <summary>The smaller of two numbers, element by element.</summary>
    static abstract TVector Minimum(TVector x, TVector y);

    /// <summary><paramref name="whenTrue"/> where x is less than y, else <paramref name="whenFalse"/>.</summary>
    static abstract TVector WhereLess(TVector x, TVector y, TVector whenTrue, TVector whenFalse);
}

/// <summary>A piece of hot code over double-precision numbers, written once for all vector widths.</summary>
internal interface IDoubleVectorKernel
{
    /// <summary>Does the work with one vector width.</summary>
    void Run<TOperations, TVector>()
        where TOperations : struct, IDoubleVectorOperations<TVector>
        where TVector : struct;
}
