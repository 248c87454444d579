using System.Text;
using HubertAsr.Decoding;

namespace HubertAsr.Tests.Decoding;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read()
    {
        WriteExample("a.safetensors");

        using var reader = SafetensorsReader.Open(_folder["a.safetensors"]);

        Assert.Equal(["weight", "ids", "한글", "empty", "scalar"], reader.Names);
        Assert.Equal("pt", reader.Metadata["format"]);
        Assert.Equal([2, 3], reader.Tensors["weight"].Shape);
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], reader.ReadFloats("weight"));
        Assert.Equal([-1L, 7L], reader.ReadIntegers("ids"));
        Assert.Equal([1L, 0L], reader.ReadIntegers("한글"));
        Assert.Empty(reader.ReadFloats("empty"));
        Assert.Equal([2.5], reader.ReadDoubles("scalar"));
        Assert.Equal(["a.safetensors"], _folder.Names);
    }

    [Fact]
    public void An_unfinished_file_never_appears_under_its_name()
    {
        File.WriteAllText(_folder["a.safetensors"], "old");
        using (var writer = new SafetensorsWriter(_folder["a.safetensors"])) writer.Add("w", [1], [1f]);

        Assert.Equal("old", File.ReadAllText(_folder["a.safetensors"]));
        Assert.Equal(["a.safetensors"], _folder.Names);
    }

    [Theory]
    [InlineData(TensorDtype.F16, new byte[] { 0x00, 0x3C, 0x00, 0xC0, 0x01, 0x00 }, new[] { 1f, -2f, 5.9604645e-8f })]
    [InlineData(TensorDtype.BF16, new byte[] { 0x80, 0x3F, 0x00, 0xC0, 0x49, 0x40 }, new[] { 1f, -2f, 3.140625f })]
    public void Half_precision_is_widened(TensorDtype dtype, byte[] bytes, float[] expected)
    {
        using (var writer = new SafetensorsWriter(_folder["h.safetensors"]))
        {
            writer.Add("x", dtype, [3], bytes);
            writer.Complete();
        }

        using var reader = SafetensorsReader.Open(_folder["h.safetensors"]);
        Assert.Equal(expected, reader.ReadFloats("x"));
        var own = new float[5];
        reader.ReadFloats("x", own.AsSpan(1, 3));
        Assert.Equal([0f, .. expected, 0f], own);
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadFloats("x", own));
    }

    [Fact]
    public void A_file_that_shrinks_after_it_was_opened_says_so()
    {
        WriteExample("a.safetensors");
        using var reader = SafetensorsReader.Open(_folder["a.safetensors"]);
        using (var file = new FileStream(_folder["a.safetensors"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.SetLength(file.Length - 1);

        var error = Assert.Throws<InvalidDataException>(() => reader.ReadDoubles("scalar"));

        Assert.Contains("ends inside tensor 'scalar'", error.Message);
        Assert.Contains("a.safetensors", error.Message);
    }

    [Theory]
    [InlineData(4, "at least the 8")]
    [InlineData(30, "the header alone ends at byte")]
    [InlineData(-1, "5 tensors that end at byte")]
    [InlineData(-40, "5 tensors that end at byte")]
    public void Half_a_file_says_what_is_there_and_what_was_expected(int length, string expected)
    {
        WriteExample("a.safetensors");
        var bytes = File.ReadAllBytes(_folder["a.safetensors"]);
        File.WriteAllBytes(_folder["half.safetensors"], bytes[..(length < 0 ? bytes.Length + length : length)]);

        var error = Assert.Throws<InvalidDataException>(() => SafetensorsReader.Open(_folder["half.safetensors"]));

        Assert.Contains(expected, error.Message);
        Assert.Contains("half.safetensors", error.Message);
        Assert.Contains("cut short", error.Message);
    }

    [Theory]
    [InlineData("""["no object"]""", "an object of tensors expected")]
    [InlineData("""{"w":""", "no JSON")]
    [InlineData("""{"w":{"dtype":"F7","shape":[1],"data_offsets":[0,4]}}""", "type 'F7'")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "4 bytes; F32 [2] needs 8")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "begin ≤ end")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "is described by")]
    [InlineData("""{"w":{"dtype":"F32"}}""", "dtype, shape and data_offsets expected")]
    [InlineData("""{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", "twice")]
    public void A_header_that_contradicts_itself_is_refused(string json, string expected)
    {
        var header = Encoding.UTF8.GetBytes(json);
        File.WriteAllBytes(_folder["bad.safetensors"], [.. BitConverter.GetBytes((long)header.Length), .. header, 0, 0, 0, 0]);

        var error = Assert.Throws<InvalidDataException>(() => SafetensorsReader.Open(_folder["bad.safetensors"]));

        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void A_text_file_is_no_safetensors_file()
    {
        File.WriteAllText(_folder["text.safetensors"], "version https://git-lfs.github.com/spec/v1");

        Assert.Contains("Is this a safetensors file?", Assert.Throws<InvalidDataException>(() => SafetensorsReader.Open(_folder["text.safetensors"])).Message);
    }

    [Fact]
    public void A_missing_file_and_a_missing_tensor_are_named()
    {
        WriteExample("a.safetensors");
        using var reader = SafetensorsReader.Open(_folder["a.safetensors"]);

        Assert.Contains("none.safetensors", Assert.Throws<FileNotFoundException>(() => SafetensorsReader.Open(_folder["none.safetensors"])).Message);
        Assert.Contains("no tensor 'wieght'", Assert.Throws<InvalidDataException>(() => reader.ReadFloats("wieght")).Message);
        Assert.Contains("floating point expected", Assert.Throws<InvalidDataException>(() => reader.ReadFloats("ids")).Message);
    }

    [Fact]
    public void Golden_emissions_are_distributions()
    {
        using var file = EmissionsFile.Open(Repository.Golden("decoding/emissions.jamo.safetensors"));
        foreach (var id in file.Ids)
        {
            var emissions = file.Read(id, 70);
            for (var t = 0; t < emissions.FrameCount; t++)
                Assert.Equal(1.0, emissions.Frame(t).ToArray().Sum(logProb => Math.Exp(logProb)), 1e-4);
        }
    }

    private void WriteExample(string name)
    {
        using var writer = new SafetensorsWriter(_folder[name], new Dictionary<string, string> { ["format"] = "pt" });
        writer.Add("weight", [2, 3], [1f, 2f, 3f, 4f, 5f, 6f]);
        writer.Add("ids", TensorDtype.I64, [2], [.. BitConverter.GetBytes(-1L), .. BitConverter.GetBytes(7L)]);
        writer.Add("한글", TensorDtype.BOOL, [2], [1, 0]);
        writer.Add("empty", [0, 4], Array.Empty<float>());
        writer.Add("scalar", TensorDtype.F64, [], BitConverter.GetBytes(2.5));
        writer.Complete();
    }
}
