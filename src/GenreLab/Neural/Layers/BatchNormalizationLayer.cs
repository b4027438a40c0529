using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Neural.Layers;

/// <summary>
/// y = activation(scale · (x − mean) ÷ √(variance + 1e-5) + shift), with the batch's own mean and variance in training and
/// running ones otherwise (Ioffe and Szegedy, 2015). The running values move a tenth of the way to each batch's, the
/// variance with n − 1 in the denominator, as PyTorch does. Parameters: scale, shift; state: mean, variance; each padded to a multiple of 16.
/// </summary>
internal sealed class BatchNormalizationLayer(int size, Activation activation) : Layer, ISynchronizedLayer
{
    private const float Epsilon = 1e-5f, Momentum = 0.1f;
    private readonly int stride = Matrix.PaddedLength(size);

    public override bool TreatsEqualRowsAlike => false;

    public override int Inputs => size;

    public override int Outputs => size;

    public override int ParameterCount => 2 * stride;

    public override int StateCount => 2 * stride;

    public override int ScratchFeatures => ActivationKernels.NeedsInput(activation) ? size : 0;

    public override void Initialize(Span<float> parameters, Span<float> state, Initialization initialization, RandomSource random)
    {
        parameters.Clear();
        state.Clear();
        parameters[..size].Fill(1f);
        state.Slice(stride, size).Fill(1f);
    }

    public object CreateStatistics(int chunks) => new Statistics(size, chunks);

    public void CollectForward(object statistics, Chunk chunk, in Pass pass)
    {
        var batch = (Statistics)statistics;
        var values = chunk.Values[Index];
        Span<float> mean = batch.Means(chunk.Index), squares = batch.Squares(chunk.Index);
        mean.Clear();
        FeatureSums.Compute<Deviation>(values, values, chunk.Rows, mean, squares, pass.Instructions);
        for (var feature = 0; feature < size; feature++) mean[feature] = squares[feature] / chunk.Rows;
        FeatureSums.Compute<SquaredDeviation>(values, values, chunk.Rows, mean, squares, pass.Instructions);
        batch.PartOf(chunk.Index)[^1] = chunk.Rows;
    }

    public Span<float> PartOf(object statistics, int chunk) => ((Statistics)statistics).PartOf(chunk);

    public void MergeForward(object statistics, int chunks, Span<float> state)
    {
        var batch = (Statistics)statistics;
        double[] mean = batch.MergedMean, squares = batch.MergedSquares;
        mean.AsSpan().Clear();
        squares.AsSpan().Clear();
        double rows = 0;
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            // Chan, Golub and LeVeque (1979): means and sums of squared deviations of parts merge exactly.
            double more = batch.PartOf(chunk)[^1], all = rows + more, share = more / all, weight = rows * share;
            Span<float> partMean = batch.Means(chunk), partSquares = batch.Squares(chunk);
            for (var feature = 0; feature < size; feature++)
            {
                var difference = partMean[feature] - mean[feature];
                squares[feature] += partSquares[feature] + difference * difference * weight;
                mean[feature] += difference * share;
            }
            rows = all;
        }
        batch.TotalRows = rows;
        double inverseRows = 1 / rows, inverseUnbiased = 1 / Math.Max(1, rows - 1);
        for (var feature = 0; feature < size; feature++)
        {
            batch.Mean[feature] = (float)mean[feature];
            batch.InverseDeviation[feature] = 1 / MathF.Sqrt((float)(squares[feature] * inverseRows) + Epsilon);
            state[feature] += Momentum * (batch.Mean[feature] - state[feature]);
            state[stride + feature] += Momentum * ((float)(squares[feature] * inverseUnbiased) - state[stride + feature]);
        }
    }

    public override void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Chunk chunk, in Pass pass)
    {
        var batch = pass.Training ? (Statistics)chunk.Collected[Index]! : null;
        Span<float> slopes = chunk.FeatureFactors.AsSpan(0, size), offsets = chunk.FeatureFactors.AsSpan(stride, size);
        for (var feature = 0; feature < size; feature++)
        {
            var mean = batch is null ? state[feature] : batch.Mean[feature];
            var inverse = batch is null ? 1 / MathF.Sqrt(state[stride + feature] + Epsilon) : batch.InverseDeviation[feature];
            slopes[feature] = parameters[feature] * inverse;
            offsets[feature] = parameters[stride + feature] - mean * slopes[feature];
        }
        var keep = pass.Training && ActivationKernels.NeedsInput(activation);
        for (var panel = 0; panel < chunk.Panels; panel++)
        {
            var output = chunk.Values[Index + 1].Panel(panel);
            var target = keep ? chunk.Scratch[Index].Panel(panel) : output;
            var values = chunk.Values[Index].Panel(panel);
            var kernel = new Affine { X = values, Y = values, Slopes = slopes, YSlopes = default, Offsets = offsets, Destination = target };
            Simd.Run(pass.Instructions, ref kernel);
            ActivationKernels.Apply(activation, target, output, pass.Instructions);
        }
    }

    public void CollectBackward(object statistics, Chunk chunk, in Pass pass)
    {
        var batch = (Statistics)statistics;
        var gradients = chunk.Gradients[Index + 1];
        for (var panel = 0; panel < chunk.Panels; panel++)
            ActivationKernels.ApplyDerivative(activation, ActivationKernels.NeedsInput(activation) ? chunk.Scratch[Index].Panel(panel) : chunk.Values[Index + 1].Panel(panel), gradients.Panel(panel), pass.Instructions);
        FeatureSums.Compute<GradientDeviation>(chunk.Values[Index], gradients, chunk.Rows, batch.Mean, batch.Squares(chunk.Index), pass.Instructions);
        var sums = batch.Means(chunk.Index);
        var zeros = chunk.FeatureFactors.AsSpan(0, size);
        zeros.Clear();
        FeatureSums.Compute<Deviation>(gradients, gradients, chunk.Rows, zeros, sums, pass.Instructions);
    }

    public void MergeBackward(object statistics, int chunks, Span<float> gradient)
    {
        var batch = (Statistics)statistics;
        for (var feature = 0; feature < size; feature++)
        {
            double sum = 0, product = 0;
            for (var chunk = 0; chunk < chunks; chunk++)
            {
                sum += batch.Means(chunk)[feature];
                product += batch.Squares(chunk)[feature];
            }
            batch.GradientSum[feature] = (float)sum;
            batch.GradientProduct[feature] = (float)(product * batch.InverseDeviation[feature]);
            gradient[feature] = batch.GradientProduct[feature];
            gradient[stride + feature] = batch.GradientSum[feature];
        }
    }

    public override void Backward(ReadOnlySpan<float> parameters, Span<float> gradient, bool accumulate, Chunk chunk, in Pass pass)
    {
        // The scale's and shift's gradients were written when the batch was merged; other lanes add nothing.
        if (!NeedsInputGradient) return;
        var batch = (Statistics)chunk.Collected[Index]!;
        var factors = chunk.FeatureFactors;
        Span<float> gradientSlopes = factors.AsSpan(0, size), valueSlopes = factors.AsSpan(stride, size), offsets = factors.AsSpan(2 * stride, size);
        for (var feature = 0; feature < size; feature++)
        {
            var slope = parameters[feature] * batch.InverseDeviation[feature];
            gradientSlopes[feature] = slope;
            valueSlopes[feature] = (float)(-slope * batch.InverseDeviation[feature] * batch.GradientProduct[feature] / batch.TotalRows);
            offsets[feature] = (float)(-slope * batch.GradientSum[feature] / batch.TotalRows) - valueSlopes[feature] * batch.Mean[feature];
        }
        for (var panel = 0; panel < chunk.Panels; panel++)
        {
            var to = chunk.Gradients[Index].Panel(panel);
            var kernel = new Affine { X = chunk.Gradients[Index + 1].Panel(panel), Slopes = gradientSlopes, Y = chunk.Values[Index].Panel(panel), YSlopes = valueSlopes, Offsets = offsets, Destination = to };
            Simd.Run(pass.Instructions, ref kernel);
        }
        // Rows that only fill up the last panel must not send a gradient on.
        var used = chunk.Rows % Gemm.PanelWidth;
        if (used == 0) return;
        var last = chunk.Gradients[Index].Panel(chunk.Panels - 1);
        for (var feature = 0; feature < size; feature++) last.Slice(feature * Gemm.PanelWidth + used, Gemm.PanelWidth - used).Clear();
    }

    public override JsonObject Describe() => new()
    {
        ["type"] = "batchNorm",
        ["size"] = size,
        ["activation"] = DenseLayer.ActivationWord(activation),
    };

    public override void Export(string prefix, ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, IDictionary<string, Tensor> tensors)
    {
        tensors[prefix + "scale"] = Tensor.From(parameters[..size]);
        tensors[prefix + "shift"] = Tensor.From(parameters.Slice(stride, size));
        tensors[prefix + "mean"] = Tensor.From(state[..size]);
        tensors[prefix + "variance"] = Tensor.From(state.Slice(stride, size));
    }

    public override void Import(string prefix, IReadOnlyDictionary<string, Tensor> tensors, Span<float> parameters, Span<float> state)
    {
        parameters.Clear();
        state.Clear();
        StoredTensors.Read(tensors, prefix + "scale", size).CopyTo(parameters);
        StoredTensors.Read(tensors, prefix + "shift", size).CopyTo(parameters[stride..]);
        StoredTensors.Read(tensors, prefix + "mean", size).CopyTo(state);
        var variance = StoredTensors.Read(tensors, prefix + "variance", size);
        foreach (var value in variance)
            if (value < 0) throw new ModelFileException($"Tensor '{prefix}variance' holds a negative variance; the model file is damaged.");
        variance.CopyTo(state[stride..]);
    }

    // Means and squared deviations of each chunk on the way up, sums of gradients on the way down; then the batch's.
    private sealed class Statistics(int size, int chunks)
    {
        // A chunk's means, squares and number of rows.
        private readonly float[] parts = new float[(2 * size + 1) * chunks];

        public double TotalRows { get; set; }

        public double[] MergedMean { get; } = new double[size];

        public double[] MergedSquares { get; } = new double[size];

        public float[] Mean { get; } = new float[size];

        public float[] InverseDeviation { get; } = new float[size];

        public float[] GradientSum { get; } = new float[size];

        public float[] GradientProduct { get; } = new float[size];

        public Span<float> PartOf(int chunk) => parts.AsSpan(chunk * (2 * size + 1), 2 * size + 1);

        public Span<float> Means(int chunk) => PartOf(chunk)[..size];

        public Span<float> Squares(int chunk) => PartOf(chunk).Slice(size, size);
    }

    // destination = x · slope + y · y's slope + offset, feature by feature.
    private ref struct Affine : IVectorKernel
    {
        public ReadOnlySpan<float> X, Y, Slopes, YSlopes, Offsets;
        public Span<float> Destination;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            ref var x = ref MemoryMarshal.GetReference(X);
            ref var y = ref MemoryMarshal.GetReference(Y);
            ref var to = ref MemoryMarshal.GetReference(Destination);
            for (var feature = 0; feature < Offsets.Length; feature++)
            {
                var slope = TOperations.Broadcast(Slopes[feature]);
                var offset = TOperations.Broadcast(Offsets[feature]);
                var ySlope = TOperations.Broadcast(YSlopes.IsEmpty ? 0f : YSlopes[feature]);
                nint start = feature * Gemm.PanelWidth;
                for (var i = start; i < start + Gemm.PanelWidth; i += TOperations.Width)
                {
                    var sum = YSlopes.IsEmpty ? offset : TOperations.MultiplyAdd(TOperations.Load(in y, i), ySlope, offset);
                    TOperations.Store(TOperations.MultiplyAdd(TOperations.Load(in x, i), slope, sum), ref to, i);
                }
            }
        }
    }
}
