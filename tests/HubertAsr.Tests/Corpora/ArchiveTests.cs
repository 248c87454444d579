using System.Formats.Tar;
using System.Text;
using CsCheck;
using HubertAsr.Corpora.Archives;

namespace HubertAsr.Tests.Corpora;

public sealed class ArchiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ArchiveShelf _shelf = new();

    public void Dispose()
    {
        _shelf.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void An_entry_is_found_under_its_Korean_name_whatever_the_zip_writes(bool cp949Names, bool compress)
    {
        var content = Wav.File(0.2);
        new ZipBuilder(cp949Names, compress).Add("가/다른.txt", "x").Add("일반남여_똠펲뷁/소리 1.wav", content).Write(_folder.File("[원천]1.zip"));

        var archive = _shelf.Open(_folder.File("[원천]1.zip"), []);

        Assert.Equal(["가/다른.txt", "일반남여_똠펲뷁/소리 1.wav"], archive.Entries().Select(entry => entry.Name));
        Assert.Equal(content, ReadAll(archive, "일반남여_똠펲뷁/소리 1.wav"));
        Assert.Null(archive.Find("일반남여/소리 1.wav"));
    }

    [Fact]
    public void A_decomposed_entry_name_is_found_by_its_composed_form()
    {
        new ZipBuilder(cp949Names: false).Add("가나.wav".Normalize(NormalizationForm.FormD), "x").Write(_folder.File("a.zip"));

        Assert.NotNull(_shelf.Open(_folder.File("a.zip"), []).Find("가나.wav"));
    }

    [Fact]
    public void Parts_are_joined_in_numeric_order()
    {
        var zip = new ZipBuilder().Add("가.txt", "안녕하세요").ToBytes();
        // 9, 1 and all other bytes: read in the order of the alphabet, part10 would come before part9.
        File.WriteAllBytes(_folder.File("a.zip.part0"), zip[..9]);
        File.WriteAllBytes(_folder.File("a.zip.part9"), zip[9..10]);
        File.WriteAllBytes(_folder.File("a.zip.part10"), zip[10..]);

        Assert.Equal("안녕하세요", Encoding.UTF8.GetString(ReadAll(_shelf.Open(_folder.File("a.zip.part0"), []), "가.txt")));
    }

    [Fact]
    public void A_short_part_is_named_with_the_byte_at_which_the_whole_breaks_off()
    {
        var zip = new ZipBuilder().Add("가.txt", "안녕하세요").ToBytes();
        File.WriteAllBytes(_folder.File("a.zip.part0"), zip[..9]);
        File.WriteAllBytes(_folder.File("a.zip.part10"), zip[10..]);

        var error = Assert.Throws<InvalidDataException>(() => _shelf.Open(_folder.File("a.zip.part0"), []));

        Assert.Contains("missing or short part at offset 9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_of_a_zip_in_a_tar_are_read_where_they_lie()
    {
        var zip = new ZipBuilder().Add("가.txt", "안녕").ToBytes();
        using (var tar = new TarWriter(File.Create(_folder.File("download.tar"))))
        {
            foreach (var (name, bytes) in new[] { ("set/a.zip.part50", zip[50..]), ("set/a.zip.part0", zip[..50]) })
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
        }

        Assert.Equal("안녕", Encoding.UTF8.GetString(ReadAll(_shelf.Open(_folder.File("download.tar"), ["set/a.zip.part0"]), "가.txt")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_zip_in_a_zip_is_read_stored_or_deflated(bool compress)
    {
        new ZipBuilder(compress: compress).Add("안쪽.zip", new ZipBuilder().Add("가.txt", "안녕").ToBytes()).Write(_folder.File("outer.zip"));

        Assert.Equal("안녕", Encoding.UTF8.GetString(ReadAll(_shelf.Open(_folder.File("outer.zip"), ["안쪽.zip"]), "가.txt")));
    }

    [Fact]
    public void A_zip_in_volumes_is_refused_with_what_to_do()
    {
        new ZipBuilder().Add("가.txt", "안녕").Write(_folder.File("TS.zip"));
        File.WriteAllBytes(_folder.File("TS.z01"), [1, 2, 3]);

        Assert.Contains("zip -s 0 TS.zip", Assert.Throws<InvalidDataException>(() => _shelf.Open(_folder.File("TS.zip"), [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_that_is_cut_short_is_named_with_the_byte_at_which_it_ends()
    {
        var zip = new ZipBuilder().Add("가.wav", Wav.File(1)).ToBytes();
        File.WriteAllBytes(_folder.File("a.zip"), zip[..1000]);

        Assert.Contains("a.zip: no zip directory before its end at byte 1000", Assert.Throws<InvalidDataException>(() => _shelf.Open(_folder.File("a.zip"), [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deflated_entry_whose_bytes_were_changed_is_corrupt()
    {
        var zip = new ZipBuilder(compress: true).Add("a.txt", string.Concat(Enumerable.Range(0, 300).Select(number => $"{number} "))).ToBytes();
        zip[200] ^= 0xFF;
        File.WriteAllBytes(_folder.File("a.zip"), zip);
        var archive = _shelf.Open(_folder.File("a.zip"), []);

        Assert.Contains("The archive is corrupt", Assert.Throws<InvalidDataException>(() => ReadAll(archive, "a.txt")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deflated_entry_can_be_read_from_its_middle_and_again_from_its_start()
    {
        var content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 50000).Select(number => $"{number} ")));
        new ZipBuilder(compress: true).Add("a.txt", content).Write(_folder.File("a.zip"));
        var archive = _shelf.Open(_folder.File("a.zip"), []);
        using var stream = archive.Open(archive.Find("a.txt")!.Value);
        var buffer = new byte[100];

        stream.Position = 150_000;
        stream.ReadExactly(buffer);
        Assert.Equal(content[150_000..150_100], buffer);
        stream.Position = 10;
        stream.ReadExactly(buffer);
        Assert.Equal(content[10..110], buffer);
    }

    [Fact]
    public void The_checksum_is_that_of_zip() =>
        Assert.Equal(0xCBF43926u, CrcOf("123456789"u8)); // the check value of CRC-32/ISO-HDLC

    [Fact]
    public void The_checksum_is_the_polynomial_s_whatever_the_length_and_the_pieces() =>
        (from length in Gen.Int[0, 700] from cut in Gen.Int[0, length] from seed in Gen.Int[0, 9] select (length, cut, seed)).Sample(sample =>
        {
            var bytes = Enumerable.Range(0, sample.length).Select(index => (byte)((index * index * 31) + (sample.seed * 97) + index)).ToArray();
            var crc = default(Crc32);
            crc.Append(bytes.AsSpan(0, sample.cut));
            crc.Append(bytes.AsSpan(sample.cut));
            Assert.Equal(BitByBit(bytes), crc.Value);
        }, iter: 500);

    [Fact]
    public void A_folder_with_an_exclamation_mark_is_no_archive()
    {
        var path = _folder.WriteText("오!/가.txt", "안녕");

        Assert.Empty(AudioReference.Parse(path).Entries);
    }

    [Fact]
    public void A_file_is_found_though_the_disk_has_its_name_decomposed_or_with_blanks_replaced()
    {
        _folder.WriteText("다화자_음성합성_데이터/가.wav".Normalize(NormalizationForm.FormD), "x");

        Assert.NotNull(DiskNames.Find(_folder.File("다화자 음성합성 데이터/가.wav")));
    }

    private static uint CrcOf(ReadOnlySpan<byte> bytes)
    {
        var crc = default(Crc32);
        crc.Append(bytes);
        return crc.Value;
    }

    private static uint BitByBit(byte[] bytes)
    {
        var state = uint.MaxValue;
        foreach (var value in bytes)
        {
            state ^= value;
            for (var bit = 0; bit < 8; bit++) state = (state & 1) != 0 ? (state >> 1) ^ 0xEDB88320 : state >> 1;
        }
        return ~state;
    }

    private static byte[] ReadAll(Archive archive, string name)
    {
        using var stream = archive.Open(archive.Find(name)!.Value);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
