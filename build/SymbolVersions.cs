// Compiled twice: by the build, as an inline task for netstandard2.0 (SymbolVersions.targets), and into the program, whose
// `doctor` explains with it why a native library would not load.
#nullable enable
#if !PROGRAM
using System;
using System.Collections.Generic;
using System.IO;
#endif
using System.Text;

namespace HubertAsr.Build;

/// <summary>The symbol versions that a 64-bit little-endian ELF image needs from the libraries it names: its section <c>.gnu.version_r</c>.</summary>
/// <remarks>The layout is that of the Linux Standard Base, "Symbol Versioning": a chain of Verneed records (one a library), each with a
/// chain of Vernaux records (one a version) whose second field holds the flags.</remarks>
internal sealed class SymbolVersions
{
    private const uint NeedsSection = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort WeakFlag = 0x2;          // VER_FLG_WEAK
    private readonly byte[] _image;
    private readonly List<KeyValuePair<string, int>> _needs = new List<KeyValuePair<string, int>>();

    /// <summary>Reads the version needs of an image, which the caller keeps; <see cref="MakeWeak"/> writes into it.</summary>
    /// <exception cref="InvalidDataException">The bytes are no 64-bit little-endian ELF file, or end too early.</exception>
    public SymbolVersions(byte[] image)
    {
        _image = image;
        if (image.Length < 64 || image[0] != 0x7f || image[1] != 'E' || image[2] != 'L' || image[3] != 'F' || image[4] != 2 || image[5] != 1)
            throw new InvalidDataException("not a 64-bit little-endian ELF file");
        var sections = (long)BitConverter.ToUInt64(image, 40);
        int size = UInt16(58), count = UInt16(60);
        for (var i = 0; i < count; i++)
        {
            var section = sections + (long)i * size;
            if (UInt32(section + 4) != NeedsSection) continue;
            var names = sections + UInt32(section + 40) * size;
            ReadNeeds(Offset(section), Offset(names), UInt32(section + 44));
        }
    }

    /// <summary>The versions needed, such as <c>GLIBCXX_3.4.32</c>, in the order of the file.</summary>
    public IEnumerable<string> Needed
    {
        get { foreach (var need in _needs) yield return need.Key; }
    }

    /// <summary>Whether the loader lets the version be absent.</summary>
    public bool IsWeak(string version) => _needs.Exists(need => need.Key == version && (UInt16(need.Value) & WeakFlag) != 0);

    /// <summary>Lets a version be absent when the image is loaded. False when the image does not need it.</summary>
    public bool MakeWeak(string version)
    {
        var matches = _needs.FindAll(need => need.Key == version);
        foreach (var need in matches) _image[need.Value] |= (byte)WeakFlag;
        return matches.Count > 0;
    }

    /// <summary>Whether a library defines a version: its name stands in the string table of the file.</summary>
    public static bool AreDefined(string libraryPath, string version) =>
        Encoding.GetEncoding("ISO-8859-1").GetString(File.ReadAllBytes(libraryPath)).Contains("\0" + version + "\0");

    /// <summary>The C++ runtime that the loader of this system would choose, or null when it is in no usual place.</summary>
    public static string? FindSystemLibrary(string fileName)
    {
        var folders = (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "")
            + ":/lib/x86_64-linux-gnu:/usr/lib/x86_64-linux-gnu:/lib64:/usr/lib64:/lib:/usr/lib";
        foreach (var folder in folders.Split(':'))
        {
            var path = Path.Combine(folder, fileName);
            if (folder.Length > 0 && File.Exists(path)) return path;
        }
        return null;
    }

    private void ReadNeeds(long need, long names, uint libraries)
    {
        for (uint library = 0; library < libraries; library++)
        {
            var version = need + UInt32(need + 8);
            int versions = UInt16(need + 2);
            for (var i = 0; i < versions; i++)
            {
                _needs.Add(new KeyValuePair<string, int>(Name(names + UInt32(version + 8)), (int)version + 4));
                version += UInt32(version + 12);
            }
            need += UInt32(need + 12);
        }
    }

    private long Offset(long section) => (long)BitConverter.ToUInt64(_image, Checked(section + 24, 8));

    private ushort UInt16(long offset) => BitConverter.ToUInt16(_image, Checked(offset, 2));

    private uint UInt32(long offset) => BitConverter.ToUInt32(_image, Checked(offset, 4));

    private string Name(long offset)
    {
        var start = Checked(offset, 1);
        var end = Array.IndexOf(_image, (byte)0, start);
        return Encoding.ASCII.GetString(_image, start, (end < 0 ? _image.Length : end) - start);
    }

    private int Checked(long offset, int bytes)
    {
        if (offset < 0 || offset + bytes > _image.Length)
            throw new InvalidDataException("the ELF file ends before byte " + (offset + bytes) + ": it was cut off");
        return (int)offset;
    }
}

#if !PROGRAM
/// <summary>Copies a library into an output of its own, with a symbol version made weak where this system's runtime library lacks it.</summary>
public sealed class CopyWithWeakSymbolVersion : Microsoft.Build.Utilities.Task
{
    [Microsoft.Build.Framework.Required]
    public string Library { get; set; } = "";

    [Microsoft.Build.Framework.Required]
    public string Copy { get; set; } = "";

    [Microsoft.Build.Framework.Required]
    public string Version { get; set; } = "";

    [Microsoft.Build.Framework.Required]
    public string Provider { get; set; } = "";

    public override bool Execute()
    {
        var image = File.ReadAllBytes(Library);
        var provider = SymbolVersions.FindSystemLibrary(Provider);
        if ((provider is null || !SymbolVersions.AreDefined(provider, Version)) && new SymbolVersions(image).MakeWeak(Version))
            Log.LogMessage(Microsoft.Build.Framework.MessageImportance.Normal, "{0}: {1} has no {2}; the copy does not insist on it", Library, Provider, Version);
        // Hard links to the previous copy may exist in output folders: the file is replaced, never written into.
        Directory.CreateDirectory(Path.GetDirectoryName(Copy)!);
        File.Delete(Copy);
        File.WriteAllBytes(Copy, image);
        return true;
    }
}
#endif
