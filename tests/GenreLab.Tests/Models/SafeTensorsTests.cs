using System.Buffers.Binary;
using System.Text;
using GenreLab.Models;

namespace GenreLab.Tests.Models;

public class SafeTensorsTests
{
    private static byte[] File(string header, int dataBytes)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + text.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)text.Length);
        text.CopyTo(file, 8);
        return file;
    }

    private static IReadOnlyDictionary<string, Tensor> Read(byte[] file) => SafeTensors.Read(new MemoryStream(file));

    private static byte[] Write(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, tensors, metadata);
        return stream.ToArray();
    }

    [Fact]
    public void EveryElementTypeComesBack()
    {
        var tensors = new Dictionary<string, Tensor>
        {
            ["bytes"] = Tensor.From<byte>([1, 2, 255]),
            ["halves"] = Tensor.From([(Half)1.5]),
            ["shorts"] = Tensor.From<ushort>([65535, 0, 1]),
            ["floats"] = Tensor.From<float>([1, 2, 3, 4, 5, 6], 2, 3),
            ["ints"] = Tensor.From<int>([-1]),
            ["uints"] = Tensor.From<uint>([uint.MaxValue]),
            ["doubles"] = Tensor.From<double>([Math.PI], 1, 1, 1),
            ["longs"] = Tensor.From<long>([long.MinValue]),
            ["ulongs"] = Tensor.From<ulong>([ulong.MaxValue, 1]),
            ["nothing"] = Tensor.From<float>([], 0, 5),
        };
        var back = Read(Write(tensors, new Dictionary<string, string> { ["made"] = "by hand" }));
        Assert.Equal(tensors.Keys.Order(), back.Keys.Order());
        foreach (var (name, tensor) in tensors)
        {
            Assert.Equal(tensor.ElementType, back[name].ElementType);
            Assert.Equal(tensor.Shape, back[name].Shape);
            Assert.Equal(tensor.Bytes.ToArray(), back[name].Bytes.ToArray());
        }
        Assert.Equal(Math.PI, back["doubles"].Read<double>()[0]);
    }

    [Fact]
    public void TheLayoutIsThePublicOne()
    {
        var file = Write(new Dictionary<string, Tensor> { ["b"] = Tensor.From<float>([1], 1, 1), ["a"] = Tensor.From<float>([2]), ["wide"] = Tensor.From<ulong>([3]) });
        var headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        Assert.Equal(0, headerLength % 8);
        Assert.Equal(
            """{"wide":{"dtype":"U64","shape":[1],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"b":{"dtype":"F32","shape":[1,1],"data_offsets":[12,16]}}""",
            Encoding.UTF8.GetString(file, 8, headerLength).TrimEnd(' '));
        Assert.Equal(2f, BitConverter.ToSingle(file, 8 + headerLength + 8));
        Assert.Equal(8 + headerLength + 16, file.Length);
    }

    [Fact]
    public void OrderOfTheDictionaryDoesNotMatter()
    {
        Tensor one = Tensor.From<float>([1]), two = Tensor.From<int>([2]);
        Assert.Equal(
            Write(new Dictionary<string, Tensor> { ["x"] = one, ["y"] = two }),
            Write(new Dictionary<string, Tensor> { ["y"] = two, ["x"] = one }));
    }

    [Theory]
    [InlineData("", "safetensors prescribes")]
    [InlineData("[]", "safetensors prescribes")]
    [InlineData("{", "safetensors prescribes")]
    [InlineData("{} {}", "safetensors prescribes")]
    [InlineData("""{"a":7}""", "safetensors prescribes")]
    [InlineData("""{"a":[[[[[[[[1]]]]]]]]}""", "safetensors prescribes")]
    [InlineData("""{"__metadata__":{"a":{"b":1}}}""", "safetensors prescribes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "safetensors prescribes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "safetensors prescribes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", "safetensors prescribes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}""", "safetensors prescribes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "lacks its dtype, shape or data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", "lacks its dtype, shape or data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "unknown or repeated property 'dtype'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}""", "unknown or repeated property 'x'")]
    [InlineData("""{"a":{"dtype":"COMPLEX","shape":[1],"data_offsets":[0,4]}}""", "unsupported type 'COMPLEX'; use F64, I64")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "occupies 4 bytes where its shape [2] of F32 needs 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "occupies -4 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807],"data_offsets":[0,4]}}""", "larger than 2 GB")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "starts at byte 4 where 0 was expected")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "'a' occurs twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[400000000],"data_offsets":[0,1600000000]}}""", "end within tensor 'a'")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "bytes follow the last tensor")]
    public void HostileHeadersAreRefused(string header, string message)
    {
        var failure = Assert.Throws<ModelFileException>(() => Read(File(header, 8)));
        Assert.Contains(message, failure.Message);
        Assert.StartsWith("The model's weights are damaged: ", failure.Message);
    }

    [Fact]
    public void TruncatedFilesAreRefused()
    {
        var file = Write(new Dictionary<string, Tensor> { ["a"] = Tensor.From<float>([1, 2, 3]) });
        for (var length = 0; length < file.Length; length++) Assert.Throws<ModelFileException>(() => Read(file[..length]));
    }

    [Fact]
    public void ClaimedHeaderLengthIsLimited()
    {
        var file = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(file, ulong.MaxValue);
        Assert.Contains("claims 18,446,744,073,709,551,615 bytes", Assert.Throws<ModelFileException>(() => Read(file)).Message);
    }

    [Fact]
    public void ImpossibleTensorsAreNotWritten() =>
        Assert.Throws<ArgumentException>(() => Write(new Dictionary<string, Tensor> { ["a"] = new("F32", [2], new byte[4]) }));
}
