using System.Diagnostics;
using GenreLab.Numerics;
using GenreLab.Svm;
namespace GenreLab.Bench;
internal static unsafe class SvmMicro
{
    public static void Run()
    {
        var n = 8768; var r = new RandomSource(1);
        var m = new Matrix(n, 13);
        for (var i = 0; i < n; i++) foreach (ref var v in m.Row(i)) v = (float)r.NextNormal();
        var p = RowPanels.Of(m, Enumerable.Range(0, n).ToArray());
        var k = new KernelFunction(Kernel.Rbf, 0.077f, 0, 3);
        var a = new AlignedRow(n); var b = new AlignedRow(n); var f = new AlignedRow(2 * n); var up = new AlignedRow(n); var low = new AlignedRow(n); var lv = new AlignedRow(n); var self = new AlignedRow(n);
        for (var i = 0; i < n; i++) { f.Doubles[i] = r.NextNormal(); self.Singles[i] = 1; }
        fixed (float* x = m.Values)
        {
            for (var rep = 0; rep < 5; rep++)
            {
                var t = Stopwatch.GetTimestamp();
                for (var i = 0; i < 2000; i++) k.Evaluate(x + i * 16, 0, 1, p, (i & 1) == 0 ? a.Singles : b.Singles, Simd.Widest);
                var e1 = Stopwatch.GetElapsedTime(t).TotalMicroseconds / 2000;
                t = Stopwatch.GetTimestamp();
                for (var i = 0; i < 2000; i++)
                {
                    var pass = new WorkingSet.FirstRow { Values = f.Doubles, Raised = a.Singles, Lowered = b.Singles, Step = 1e-9, Up = up.Singles, Low = low.Singles, LowValues = lv.Singles, Shift = -3, Count = n };
                    Simd.RunDoubles(Simd.Widest, ref pass);
                }
                var e2 = Stopwatch.GetElapsedTime(t).TotalMicroseconds / 2000;
                t = Stopwatch.GetTimestamp();
                for (var i = 0; i < 2000; i++)
                {
                    var pass = new WorkingSet.SecondRow { LowValues = lv.Singles, Raised = a.Singles, Self = self.Singles, Value = 0.1f, SelfOfRaised = 1, Count = n };
                    Simd.Run(Simd.Widest, ref pass);
                }
                var e3 = Stopwatch.GetElapsedTime(t).TotalMicroseconds / 2000;
                Console.WriteLine($"kernel row {e1:F2} us, first {e2:F2}, second {e3:F2}  {Simd.Widest}");
            }
        }
    }
}
