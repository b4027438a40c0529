using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GenreLab.Data;

namespace GenreLab.Tests.Data;

public class TableReaderFuzzTests
{
    private static readonly byte[] Valid = Encoding.UTF8.GetBytes(
        ",track_id,artists,track_name,energy,key,mode,tempo,track_genre\n"
        + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i},id{i % 20},\"A, {i % 3};B\",\"say \"\"{i}\"\"\nübermut\",0.{i},{i % 12},{i % 2},1{i}.5e0,{(i % 2 == 0 ? "rock" : "pop")}\n")));

    private static readonly byte[][] Bites =
        [[(byte)'"'], [(byte)','], [(byte)'\n'], [(byte)'\r', (byte)'\n'], [0], [0xFF], [0xEF, 0xBB, 0xBF], [(byte)';'], [(byte)'\t'], "NaN"u8.ToArray(), "1e999"u8.ToArray(), "-"u8.ToArray(), [0xC3], []];

    [Fact]
    public void DamagedFilesGiveATableOrAClearSentence()
    {
        var mutation = from place in Gen.Choose(0, Valid.Length)
                       from removed in Gen.Choose(0, 40)
                       from bite in Gen.Elements(Bites)
                       select (place, removed, bite);
        var property = Prop.ForAll(mutation.NonEmptyListOf().ToArbitrary(), mutations =>
        {
            var bytes = Valid.ToList();
            foreach (var (place, removed, bite) in mutations)
            {
                var start = Math.Min(place, bytes.Count);
                bytes.RemoveRange(start, Math.Min(removed, bytes.Count - start));
                bytes.InsertRange(start, bite);
            }
            try
            {
                var table = GenreTable.From(TableReader.Read(bytes.ToArray(), "damaged.csv"));
                Auditor.AuditSplit(table, Splitter.Split(table));
                return Auditor.Audit(table) is not null;
            }
            catch (GenreLabException clear)
            {
                return clear.Message.Length > 20;
            }
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithQuietOnSuccess(true).WithReplay(20_261_121, 7), property);
    }
}
