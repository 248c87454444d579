using HubertAsr.Build;

namespace HubertAsr.Torch.Tests.Models;

public sealed class SymbolVersionsTests
{
    private const string Version = "GLIBCXX_3.4.32";

    [Fact]
    public void A_version_made_weak_is_weak_when_the_image_is_read_again()
    {
        var image = Image("GLIBCXX_3.4.30", Version);

        Assert.True(new SymbolVersions(image).MakeWeak(Version));

        var reread = new SymbolVersions(image);
        Assert.True(reread.IsWeak(Version));
        Assert.False(reread.IsWeak("GLIBCXX_3.4.30"));
        Assert.Equal(["GLIBCXX_3.4.30", Version], reread.Needed);
    }

    [Fact]
    public void Making_a_version_weak_changes_one_byte()
    {
        var image = Image("GLIBCXX_3.4.30", Version);
        var before = image.ToArray();

        new SymbolVersions(image).MakeWeak(Version);

        Assert.Single(Enumerable.Range(0, image.Length), i => image[i] != before[i]);
    }

    [Fact]
    public void An_image_that_does_not_need_the_version_stays_as_it_was()
    {
        var image = Image("GLIBCXX_3.4.30");
        var before = image.ToArray();

        Assert.False(new SymbolVersions(image).MakeWeak(Version));

        Assert.Equal(before, image);
    }

    [Fact]
    public void A_cut_off_image_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => new SymbolVersions(Image(Version)[..^40]));
        Assert.Throws<InvalidDataException>(() => new SymbolVersions("MZ"u8.ToArray()));
    }

    [Fact]
    public void The_library_beside_the_tests_loads_on_this_system()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the symbol versions of ELF libraries matter on Linux");
        var library = new SymbolVersions(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so")));
        var runtime = SymbolVersions.FindSystemLibrary("libstdc++.so.6");

        Assert.Contains(Version, library.Needed);
        Assert.Equal(runtime is null || !SymbolVersions.AreDefined(runtime, Version), library.IsWeak(Version));
        using var sum = TorchSharp.torch.ones(2, 3).sum();
        Assert.Equal(6, sum.item<float>());
    }

    [Fact]
    public void The_outputs_of_a_build_never_reach_the_package_cache_through_a_hard_link()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the symbol versions of ELF libraries matter on Linux");
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var packaged = Path.Combine(cache, "torchsharp", "0.107.0", "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        Assert.SkipUnless(File.Exists(packaged), $"{packaged} is not where packages usually are");

        Assert.False(new SymbolVersions(File.ReadAllBytes(packaged)).IsWeak(Version));
    }

    /// <summary>An ELF image of two sections: the names, and the needs of one library.</summary>
    private static byte[] Image(params string[] versions)
    {
        const int Header = 64, Section = 64;
        var names = System.Text.Encoding.ASCII.GetBytes("\0libstdc++.so.6\0" + string.Concat(versions.Select(version => version + "\0")));
        var needs = new MemoryStream();
        var writer = new BinaryWriter(needs);
        writer.Write((ushort)1);                    // vn_version
        writer.Write((ushort)versions.Length);      // vn_cnt
        writer.Write(1u);                           // vn_file
        writer.Write(16u);                          // vn_aux
        writer.Write(0u);                           // vn_next
        for (var i = 0; i < versions.Length; i++)
        {
            writer.Write(0u);                       // vna_hash
            writer.Write((ushort)0);                // vna_flags
            writer.Write((ushort)(i + 2));          // vna_other
            writer.Write((uint)(16 + versions[..i].Sum(version => version.Length + 1))); // vna_name
            writer.Write(i + 1 < versions.Length ? 16u : 0u);                            // vna_next
        }

        var image = new byte[Header + 3 * Section + names.Length + needs.Length];
        byte[] ident = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];
        ident.CopyTo(image, 0);
        BitConverter.TryWriteBytes(image.AsSpan(40), (ulong)Header);
        BitConverter.TryWriteBytes(image.AsSpan(58), (ushort)Section);
        BitConverter.TryWriteBytes(image.AsSpan(60), (ushort)3);
        var content = Header + 3 * Section;
        Describe(1, 3u, content, link: 0);
        Describe(2, 0x6ffffffeu, content + names.Length, link: 1);
        names.CopyTo(image, content);
        needs.ToArray().CopyTo(image, content + names.Length);
        return image;

        void Describe(int index, uint type, int offset, uint link)
        {
            var section = image.AsSpan(Header + index * Section);
            BitConverter.TryWriteBytes(section[4..], type);
            BitConverter.TryWriteBytes(section[24..], (ulong)offset);
            BitConverter.TryWriteBytes(section[40..], link);
            BitConverter.TryWriteBytes(section[44..], 1u);
        }
    }
}
